"""Every command is tested in a home of its own."""

from tests.home import home as home
