"""Pictures of a schema and of the flow from a command to the database, as text and as SVG, and of counts."""
