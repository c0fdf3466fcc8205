using Rondo.Engine.Recipes;

namespace Rondo.Train.Leaderboard;

/// <summary>A recipe that takes part in the comparison.</summary>
/// <param name="Model">The algorithm's part name.</param>
/// <param name="Parameters">The algorithm's parameters, defaults included.</param>
/// <param name="IsBaseline">Baselines are measured, and never chosen.</param>
public sealed record Candidate(string Model, IReadOnlyDictionary<string, object?> Parameters, Recipe Recipe, bool IsBaseline = false);
