"""The list of rules. A rule that is not here does not run, and a test checks that none is forgotten."""

from __future__ import annotations

from quizkit.bank.lint import answers, code, explaining, markdown, names, options, proof
from quizkit.bank.lint.view import QuestionRule, TopicRule

TOPIC_RULES: tuple[TopicRule, ...] = (
    names.duplicate_question_ids,
    names.unknown_section_entry,
    names.unused_mistake,
    code.unknown_runner,
    markdown.math_outside_subset,
    markdown.missing_alt_text,
    markdown.bad_image,
    markdown.bad_link,
    markdown.raw_html,
    markdown.hidden_character,
)

QUESTION_RULES: tuple[QuestionRule, ...] = (
    names.unknown_mistake,
    names.unknown_skill,
    names.unknown_enemy,
    names.duplicate_ids,
    options.no_correct_option,
    options.several_correct_options,
    options.option_without_feedback,
    options.duplicate_options,
    options.key_is_longest,
    options.unpinned_none_of_these,
    options.unknown_pin,
    options.unsortable_options,
    answers.numeric_key,
    answers.numeric_tolerance,
    answers.unknown_block,
    answers.wrong_counts_as_right,
    answers.unknown_param,
    answers.unused_param,
    explaining.empty_steps,
    explaining.hint_gives_answer,
    code.entry_or_replaces,
    code.starter_is_solution,
    code.no_drawn_inputs,
    code.unknown_stage,
    code.unknown_observation,
    proof.neither_evidence_nor_argued,
    proof.unknown_answer_in_evidence,
    proof.too_many_variants,
    proof.missing_lock,
    proof.stale_lock,
)
