from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "evenhand.appointments"
    label = "appointments"
