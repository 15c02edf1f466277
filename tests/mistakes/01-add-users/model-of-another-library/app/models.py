from typing import Optional

from peewee import CharField, Model


class User(Model):
    name = CharField(max_length=50)
