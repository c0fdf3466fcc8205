using System.Collections.Immutable;
using Rondo.Observe.Drift;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>What a served model's rows of some time say beside its reference.</summary>
/// <param name="From">The first time that belongs to it.</param>
/// <param name="To">The first time that no longer does.</param>
/// <param name="Features">The input columns.</param>
/// <param name="Prediction">What was predicted beside what was predicted out of fold; null when nothing was.</param>
/// <param name="Label">The truth beside that of the training rows; null before there is some.</param>
/// <param name="Note">Why nothing, or not all, was compared; null when there is nothing to say.</param>
public sealed record ObservedDrift(string Model, int Version, DateTimeOffset From, DateTimeOffset To, DriftReport Features, ColumnDrift? Prediction, ColumnDrift? Label, string? Note)
{
    public bool IsAlert => Features.IsAlert || Prediction?.IsAlert == true || Label?.IsAlert == true;

    public IEnumerable<ColumnDrift> All => [.. Features.Columns, .. Prediction is { } prediction ? [prediction] : ImmutableArray<ColumnDrift>.Empty, .. Label is { } label ? [label] : ImmutableArray<ColumnDrift>.Empty];
}
