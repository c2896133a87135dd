"""A linear model as arrays, and the solvers it is handed to."""

from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
)
from ortools.math_opt.core.python import solver

from evenhand.engine.interviews.table import Real, Whole


WHOLE_WITHIN = 1e-6
# Models of fewer columns are searched as a whole.
SMALL = 2_500


@dataclass(slots=True)
class Model:
    """Columns to be chosen, each from 0 to its most, so that rows hold and worth is
    greatest.

    Everything is kept in blocks, in the order in which it came: of columns their worth
    and most, of rows what their entries come to at most, and entries as (row, column,
    coefficient).
    """

    worths: list[Real] = field(default_factory=list)
    upper: list[Real] = field(default_factory=list)
    mosts: list[Real] = field(default_factory=list)
    entries: list[tuple[Whole, Whole, Real]] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def add_columns(self, worth: Real, upper: Real | None = None) -> Whole:
        """New columns; their indexes."""
        self.worths.append(worth)
        self.upper.append(np.ones(len(worth)) if upper is None else upper)
        self.columns += len(worth)
        return np.arange(self.columns - len(worth), self.columns)

    def add_rows(self, most: Real) -> Whole:
        """New rows; their indexes."""
        self.mosts.append(most)
        self.rows += len(most)
        return np.arange(self.rows - len(most), self.rows)

    def enter(self, rows: Whole, columns: Whole, coefficients: Real | float) -> None:
        """New entries; a row and a column meet once."""
        much = np.broadcast_to(np.asarray(coefficients, dtype=np.float64), rows.shape)
        self.entries.append((rows, columns, much))

    @property
    def worth(self) -> Real:
        """The worth of every column."""
        return _joined(self.worths, np.float64)

    @property
    def most(self) -> Real:
        """The most of every row."""
        return _joined(self.mosts, np.float64)

    def matrix(self) -> tuple[Whole, Whole, Real]:
        """All entries, by row and column."""
        if not self.entries:
            none = np.zeros(0, dtype=np.int64)
            return none, none, np.zeros(0)
        rows, columns, much = (
            np.concatenate([block[part] for block in self.entries]) for part in range(3)
        )
        order = np.lexsort((columns, rows))
        return rows[order], columns[order], much[order]


def chosen(model: Model, *, gap: float, nodes: int, seconds: float) -> Real | None:
    """How much of each column to choose, in whole numbers; None where none was found.

    First with parts allowed, which mostly comes out whole; where it does not, what came
    out as one stays in a large model, and the rest is settled by a search of so many
    nodes, or seconds.
    """
    proto = _proto(model)
    parameters = parameters_pb2.SolveParametersProto()
    parts = _values(_solved(proto, parameters), model.columns)
    if parts is None:
        return None
    if bool((np.abs(parts - np.round(parts)) <= WHOLE_WITHIN).all()):
        return np.round(parts)
    del proto.variables.integers[:]
    proto.variables.integers.extend([True] * model.columns)
    if model.columns > SMALL:
        del proto.variables.lower_bounds[:]
        proto.variables.lower_bounds.extend(np.floor(parts + WHOLE_WITHIN))
    parameters.relative_gap_tolerance = gap
    parameters.node_limit = nodes
    parameters.time_limit.FromTimedelta(timedelta(seconds=seconds))
    found = _values(_solved(proto, parameters), model.columns)
    return None if found is None else np.round(found)


def at_once(model: Model, *, seconds: float, start: list[int], by: int) -> Real | None:
    """The whole model handed to one solver, with the columns of a choice to begin from."""
    proto = _proto(model)
    del proto.variables.integers[:]
    proto.variables.integers.extend([True] * model.columns)
    parameters = parameters_pb2.SolveParametersProto(relative_gap_tolerance=1e-5)
    if by == parameters_pb2.SOLVER_TYPE_CP_SAT:
        parameters.threads = 1
    parameters.time_limit.FromTimedelta(timedelta(seconds=seconds))
    hints = model_parameters_pb2.ModelSolveParametersProto()
    hint = hints.solution_hints.add().variable_values
    hint.ids.extend(range(model.columns))
    values = np.zeros(model.columns)
    np.add.at(values, start, 1.0)
    hint.values.extend(values)
    return _values(_solved(proto, parameters, by, hints), model.columns)


@dataclass(slots=True)
class Prices:
    """Prices of rows that come nearer to balance with every call.

    None is negative. They are as good as the work put in: any of them gives a bound.
    `settled` once they are as near as asked.
    """

    model: Model
    accuracy: float
    settled: bool = False
    proto: model_pb2.ModelProto = field(init=False)
    hints: model_parameters_pb2.ModelSolveParametersProto = field(init=False)

    def __post_init__(self) -> None:
        self.proto = _proto(self.model)
        self.hints = model_parameters_pb2.ModelSolveParametersProto()

    def better(
        self, *, rounds: int | None = None, seconds: float | None = None
    ) -> Real:
        """Prices after so many more rounds, or seconds, of the solver."""
        parameters = parameters_pb2.SolveParametersProto(threads=1)
        criteria = parameters.pdlp.termination_criteria
        criteria.simple_optimality_criteria.eps_optimal_relative = self.accuracy
        criteria.simple_optimality_criteria.eps_optimal_absolute = self.accuracy
        if rounds is not None:
            parameters.iteration_limit = rounds
        if seconds is not None:
            parameters.time_limit.FromTimedelta(timedelta(seconds=seconds))
        answer = _solved(
            self.proto, parameters, parameters_pb2.SOLVER_TYPE_PDLP, self.hints
        )
        found = np.zeros(self.model.rows)
        self.hints = model_parameters_pb2.ModelSolveParametersProto()
        for solution in answer.solutions:
            if not solution.HasField("dual_solution"):
                continue
            dual = solution.dual_solution.dual_values
            found[np.asarray(dual.ids, dtype=np.int64)] = dual.values
            hint = self.hints.solution_hints.add()
            hint.dual_values.CopyFrom(dual)
            if solution.HasField("primal_solution"):
                hint.variable_values.CopyFrom(solution.primal_solution.variable_values)
            break
        self.settled = (
            answer.termination.reason == result_pb2.TERMINATION_REASON_OPTIMAL
        )
        return np.maximum(found, 0.0)


def _solved(
    model: model_pb2.ModelProto,
    parameters: parameters_pb2.SolveParametersProto,
    by: int = parameters_pb2.SOLVER_TYPE_HIGHS,
    hints: model_parameters_pb2.ModelSolveParametersProto | None = None,
) -> result_pb2.SolveResultProto:
    return solver.solve(
        model,
        by,
        parameters_pb2.SolverInitializerProto(),
        parameters,
        hints or model_parameters_pb2.ModelSolveParametersProto(),
        None,
        callback_pb2.CallbackRegistrationProto(),
        None,
        None,
    )


def _values(answer: result_pb2.SolveResultProto, columns: int) -> Real | None:
    if not answer.solutions or not answer.solutions[0].HasField("primal_solution"):
        return None
    found = answer.solutions[0].primal_solution.variable_values
    values = np.zeros(columns)
    values[np.asarray(found.ids, dtype=np.int64)] = found.values
    return values


def _proto(model: Model) -> model_pb2.ModelProto:
    rows, columns, much = model.matrix()
    worth = model.worth
    (valued,) = np.nonzero(worth)
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(model.columns))
    proto.variables.lower_bounds.extend(np.zeros(model.columns))
    proto.variables.upper_bounds.extend(_joined(model.upper, np.float64))
    proto.variables.integers.extend([False] * model.columns)
    proto.objective.maximize = True
    proto.objective.linear_coefficients.ids.extend(valued)
    proto.objective.linear_coefficients.values.extend(worth[valued])
    proto.linear_constraints.ids.extend(range(model.rows))
    proto.linear_constraints.lower_bounds.extend(np.full(model.rows, -np.inf))
    proto.linear_constraints.upper_bounds.extend(model.most)
    proto.linear_constraint_matrix.row_ids.extend(rows)
    proto.linear_constraint_matrix.column_ids.extend(columns)
    proto.linear_constraint_matrix.coefficients.extend(much)
    return proto


def _joined(blocks: list[Real], kind: type) -> NDArray[np.float64]:
    return np.concatenate(blocks) if blocks else np.zeros(0, dtype=kind)
