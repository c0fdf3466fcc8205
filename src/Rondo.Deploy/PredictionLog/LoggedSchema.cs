using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;

namespace Rondo.Deploy.PredictionLog;

/// <summary>What a version's records hold: written once in each segment, before the first of them.</summary>
/// <param name="Columns">Those that are kept, in the signature's order.</param>
/// <param name="Masked">The names of those that are not.</param>
public sealed record LoggedSchema(string Model, int Version, TaskKind Task, ImmutableArray<(string Name, ColumnType Type)> Columns, ImmutableArray<string> Masked, ImmutableArray<string> Classes);
