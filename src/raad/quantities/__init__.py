"""Units, the glossary, the maths that every reading understands, and the errors. No biology."""
