using System.Collections.Immutable;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Explanations;

/// <summary>Which column a feature was made of, told by its name: transforms put what they add (`=red`, `_missing`, `_month`) behind the column's name.</summary>
static class Lineage
{
    /// <summary>For each feature the raw or derived column of the longest name that it begins with; its own name when there is none.</summary>
    public static ImmutableArray<string> ColumnsOf(FittedBranch branch, FittedPipeline pipeline)
    {
        var known = pipeline.Input.Fields.Select(f => f.Name)
            .Concat(branch.Transforms.OfType<FittedDeriveColumns>().SelectMany(d => d.Names))
            .ToHashSet(StringComparer.Ordinal);
        return [.. branch.Encoder.Features.Select(feature => ColumnOf(feature.Name, known))];
    }

    static string ColumnOf(string feature, HashSet<string> known)
    {
        if (known.Contains(feature)) return feature;
        for (var end = feature.Length - 1; end > 0; end--)
            if (feature[end] is '=' or '_' && known.Contains(feature[..end])) return feature[..end];
        return feature;
    }
}
