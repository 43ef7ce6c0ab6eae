from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "prio.accounts"
    label = "accounts"
    verbose_name = "Konton"
