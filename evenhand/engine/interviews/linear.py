"""A linear model as plain lists, and the solver it is handed to."""

from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
)
from ortools.math_opt.core.python import solver


# Fewer columns than this are sooner done by one thread than shared between two.
MANY = 20_000


@dataclass(slots=True)
class Model:
    """Columns to be chosen, each from 0 to 1, so that rows hold and worth is greatest.

    worth    of each column.
    most     the right-hand side of each row: what its entries come to at most.
    entries  (row, column, coefficient) as three lists of one length.
    """

    worth: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    coefficients: list[float] = field(default_factory=list)

    def column(self, worth: float = 0.0) -> int:
        """A new column."""
        self.worth.append(worth)
        return len(self.worth) - 1

    def row(self, most: float) -> int:
        """A new row."""
        self.most.append(most)
        return len(self.most) - 1

    def enter(self, row: int, column: int, coefficient: float = 1.0) -> None:
        """One entry; a row and a column meet once."""
        self.rows.append(row)
        self.columns.append(column)
        self.coefficients.append(coefficient)


def chosen(
    model: Model,
    *,
    seconds: float,
    gap: float,
    start: list[int] | None = None,
    by: int = parameters_pb2.SOLVER_TYPE_HIGHS,
) -> list[int] | None:
    """The columns of the best choice found in the time; None where none was found.

    start  the columns of a choice to begin from.
    by     the solver, of those that OR-Tools brings.
    """
    parameters = parameters_pb2.SolveParametersProto(relative_gap_tolerance=gap)
    parameters.time_limit.FromTimedelta(timedelta(seconds=seconds))
    hints = model_parameters_pb2.ModelSolveParametersProto()
    if start is not None:
        hint = hints.solution_hints.add().variable_values
        hint.ids.extend(range(len(model.worth)))
        values = np.zeros(len(model.worth))
        values[start] = 1.0
        hint.values.extend(values)
    answer = _solved(
        _proto(model, whole=True),
        by,
        parameters,
        hints,
    )
    if not answer.solutions or not answer.solutions[0].HasField("primal_solution"):
        return None
    found = answer.solutions[0].primal_solution.variable_values
    return [
        column
        for column, value in zip(found.ids, found.values, strict=True)
        if value > 0.5
    ]


def prices(model: Model, *, seconds: float, accuracy: float) -> np.ndarray:
    """A price of each row, near those at which the relaxed model is in balance.

    None is negative. They are as good as the time allows: any of them gives a bound.
    """
    threads = 2 if len(model.worth) > MANY else 1
    parameters = parameters_pb2.SolveParametersProto(threads=threads)
    parameters.time_limit.FromTimedelta(timedelta(seconds=seconds))
    criteria = parameters.pdlp.termination_criteria
    criteria.simple_optimality_criteria.eps_optimal_relative = accuracy
    criteria.simple_optimality_criteria.eps_optimal_absolute = accuracy
    answer = _solved(
        _proto(model, whole=False),
        parameters_pb2.SOLVER_TYPE_PDLP,
        parameters,
        model_parameters_pb2.ModelSolveParametersProto(),
    )
    found = np.zeros(len(model.most))
    for solution in answer.solutions:
        if solution.HasField("dual_solution"):
            dual = solution.dual_solution.dual_values
            found[np.asarray(dual.ids, dtype=np.int64)] = dual.values
            break
    return np.maximum(found, 0.0)


def _solved(
    model: model_pb2.ModelProto,
    by: int,
    parameters: parameters_pb2.SolveParametersProto,
    hints: model_parameters_pb2.ModelSolveParametersProto,
) -> result_pb2.SolveResultProto:
    return solver.solve(
        model,
        by,
        parameters_pb2.SolverInitializerProto(),
        parameters,
        hints,
        None,
        callback_pb2.CallbackRegistrationProto(),
        None,
        None,
    )


def _proto(model: Model, *, whole: bool) -> model_pb2.ModelProto:
    columns, rows = len(model.worth), len(model.most)
    order = np.lexsort((model.columns, model.rows))
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend(np.zeros(columns))
    proto.variables.upper_bounds.extend(np.ones(columns))
    proto.variables.integers.extend([whole] * columns)
    worth = np.asarray(model.worth)
    (valued,) = np.nonzero(worth)
    proto.objective.maximize = True
    proto.objective.linear_coefficients.ids.extend(valued)
    proto.objective.linear_coefficients.values.extend(worth[valued])
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(np.full(rows, -np.inf))
    proto.linear_constraints.upper_bounds.extend(model.most)
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(np.asarray(model.rows)[order])
    matrix.column_ids.extend(np.asarray(model.columns)[order])
    matrix.coefficients.extend(np.asarray(model.coefficients)[order])
    return proto
