"""Engines that rank elsewhere than in this process."""
