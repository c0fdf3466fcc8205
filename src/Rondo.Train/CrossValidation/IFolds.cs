using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Train.CrossValidation;

/// <summary>Rows to fit on and rows to validate on: disjoint, each in ascending order.</summary>
public sealed record Fold(int[] Train, int[] Validation);

/// <summary>A way to make folds of the training rows. Equal arguments give equal folds.</summary>
[PartKind("cross_validation")]
public interface IFolds
{
    /// <param name="rows">The number of rows; for ordered kinds they are in time order.</param>
    /// <param name="target">The target of these rows.</param>
    /// <param name="groups">The group of each row, for kinds that keep groups together.</param>
    /// <param name="isOrdered">Whether the rows are in time order.</param>
    /// <exception cref="RondoException">Too few rows, groups, or rows of a class.</exception>
    IReadOnlyList<Fold> Make(int rows, Target target, int[]? groups, ulong seed, bool isOrdered = false);
}
