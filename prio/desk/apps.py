from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "prio.desk"
    label = "desk"
    verbose_name = "Skrivbord"
