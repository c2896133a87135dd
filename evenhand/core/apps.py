"""Core: users and roles, events, messages, visibility. It knows no business."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "evenhand.core"
    label = "core"
