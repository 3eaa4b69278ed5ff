"""Where a number is from: studies as text and as BibTeX, with what must be checked before citing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from raad.evidence.rows import Study
from raad.evidence.tables import load_studies
from raad.quantities.errors import unknown

_LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_LATEX |= {mark: "\\" + mark for mark in "&%$#_{}"}


@dataclass(frozen=True)
class Citation:
    """One study as it can be cited."""

    domain: str
    study_id: str
    citation: str
    year: int | None
    doi: str
    read_level: str
    address: str
    caution: str  # what to do before citing; empty when nothing

    @property
    def text(self) -> str:
        """The study as one line of plain text.

        Examples
        --------
        >>> cite("efficacy/popova2019")[0].text[:33]
        'Popova V et al. Am J Psychiatry 2'
        """
        doi = f" doi:{self.doi}" if self.doi else ""
        caution = f" [{self.caution}]" if self.caution else ""
        return f"{self.citation.rstrip('.')}.{doi}{caution}"

    @property
    def bibtex(self) -> str:
        """The study as a BibTeX entry; the whole citation is its title, because the table has no finer parts."""
        fields = {"title": "{" + _escaped(self.citation) + "}", "year": str(self.year or "")}
        fields |= {"doi": self.doi, "note": _escaped(self.caution)}
        fields |= {"howpublished": "" if self.doi else _escaped(self.address)}
        body = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text)
        return f"@misc{{{self.domain}_{self.study_id},\n{body}\n}}"


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(mark, mark) for mark in text)


def _caution(study: Study) -> str:
    level = re.split(r"[ ,(]", study.read_level)[0]
    if study.doi and (study.doi_recalled or level in ("abstract", "recalled")):
        why = "recalled" if study.doi_recalled or level == "recalled" else "of a source read as abstract"
        return f"DOI {why}: resolve it before citing"
    return "source recalled: look it up before citing" if level == "recalled" else ""


def cite(studies: str | Iterable[str]) -> list[Citation]:
    """Return the citations of studies, in the asked order, each once.

    Parameters
    ----------
    studies
        Ids such as "pk/perezruixo2021", or an id alone: it then gives its entry of every domain,
        because one id can stand in two domains with different content; entries with one DOI count once.

    Raises
    ------
    UnknownName
        If there is no such study; the text names the nearest.

    Examples
    --------
    >>> cite("pk/perezruixo2021")[0].doi
    '10.1007/s40262-020-00953-4'
    """
    by_name: dict[str, list[Study]] = {}
    for study in load_studies():
        by_name.setdefault(study.key, []).append(study)
        by_name.setdefault(study.study_id, []).append(study)
    found: dict[tuple[str, str], Citation] = {}
    for name in [studies] if isinstance(studies, str) else studies:
        if name not in by_name:
            raise unknown("study", name, by_name, "Look for it with raad.evidence.find.")
        for study in by_name[name]:
            found.setdefault((study.study_id, study.doi.lower() or study.domain), _citation(study))
    return list(found.values())


def _citation(study: Study) -> Citation:
    return Citation(
        study.domain,
        study.study_id,
        study.citation,
        study.year,
        study.doi,
        study.read_level,
        study.address,
        _caution(study),
    )


def bibtex(studies: str | Iterable[str]) -> str:
    """Return a BibTeX file of studies; see `cite`.

    Examples
    --------
    >>> print(bibtex("pk/perezruixo2021").splitlines()[0])
    @misc{pk_perezruixo2021,
    """
    return "\n\n".join(citation.bibtex for citation in cite(studies))
