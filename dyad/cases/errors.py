"""What is wrong with a case pack is said with the file, the place in it, and what would do."""


class CaseError(Exception):
    """A case pack cannot be used."""

    def __init__(self, file: str, place: str, problem: str) -> None:
        super().__init__(f"{file}, {place}: {problem}" if place else f"{file}: {problem}")
        self.file, self.place, self.problem = file, place, problem
