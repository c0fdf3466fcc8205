using System.Collections.Immutable;
using Rondo.Engine.Catalog;

namespace Rondo.Train.Tune;

/// <summary>A way to choose parameters. Suggestions are a function of their arguments alone, so that a study can be taken up again and replayed.</summary>
[PartKind("search")]
public interface ISearch
{
    /// <summary>Whether each model's defaults are tried before anything else.</summary>
    bool StartsWithDefaults { get; }

    /// <summary>The number of trials when the search itself knows it; null when the plan says.</summary>
    int? Count(ImmutableArray<SearchSpace> spaces);

    /// <summary>Suggests what this trial tries; null when nothing is left to try.</summary>
    Suggestion? Suggest(SearchHistory history, int number);
}
