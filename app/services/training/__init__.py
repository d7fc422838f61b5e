"""Courses, quizzes and the record of what somebody has learned."""
