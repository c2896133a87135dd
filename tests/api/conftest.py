"""The browser of the tests of pages, to show that signing in opens no call."""

from tests.web.conftest import as_


__all__ = ["as_"]
