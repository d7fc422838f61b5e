"""Homework, from the task to the teacher's answer."""
