from app.models.person import Person
