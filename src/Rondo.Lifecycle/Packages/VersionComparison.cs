using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Packages;

/// <summary>Tells two versions apart by what their packages say: metrics, file, features.</summary>
public static class VersionComparison
{
    /// <param name="version">What the earlier one is called.</param>
    public static ComparisonReport Of(string version, ModelDescription before, ModelDescription after) => new(version, before.Lineage.Algorithm)
    {
        IsSameData = before.Lineage.DataHash == after.Lineage.DataHash && before.Lineage.DataHash.Length > 0,
        IsSameModel = before.Lineage.ModelHash == after.Lineage.ModelHash,
        Metrics = MetricChanges(before.Metrics, after.Metrics),
        Spec = SpecChanges(before.Spec, after.Spec),
        Features = Changes(FeaturesOf(before), FeaturesOf(after)),
    };

    public static ImmutableArray<MetricChange> MetricChanges(IReadOnlyDictionary<string, double?> before, IReadOnlyDictionary<string, double?> after) =>
        [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal).Select(name => new MetricChange(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)))];

    /// <summary>The keys of two resolved files that differ.</summary>
    public static ImmutableArray<ValueChange> SpecChanges(JsonElement before, JsonElement after) => Changes(Leaves(before, ""), Leaves(after, ""));

    /// <summary>What is there before or after, and not the same.</summary>
    public static ImmutableArray<ValueChange> Changes(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
    [
        .. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(key => new ValueChange(key, before.GetValueOrDefault(key), after.GetValueOrDefault(key)))
            .Where(change => change.Before != change.After),
    ];

    /// <summary>The columns that a model takes with their types, and the derived ones with their expressions.</summary>
    public static IReadOnlyDictionary<string, string> FeaturesOf(ModelDescription description)
    {
        var features = description.Signature.Columns.ToDictionary(c => c.Name, c => c.Type.Word, StringComparer.Ordinal);
        foreach (var (name, expression) in DerivedOf(description.Spec)) features[name] = expression;
        return features;
    }

    /// <summary>The derived columns of a resolved file with their expressions.</summary>
    public static IReadOnlyDictionary<string, string> DerivedOf(JsonElement spec) =>
        spec.TryGetProperty("prepare", out var prepare) && prepare.TryGetProperty("features", out var declared) && declared.TryGetProperty("derive", out var derived)
            ? derived.EnumerateArray().SelectMany(d => d.EnumerateObject()).ToDictionary(d => d.Name, d => d.Value.ToString(), StringComparer.Ordinal)
            : [];

    static Dictionary<string, string> Leaves(JsonElement element, string path)
    {
        // A list has one form, however the file that it stands in is indented.
        if (element.ValueKind == JsonValueKind.Array) return new() { [path] = Encoding.UTF8.GetString(CanonicalJson.Of(element)) };
        if (element.ValueKind != JsonValueKind.Object) return new() { [path] = element.ToString() };
        return element.EnumerateObject().SelectMany(p => Leaves(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}")).ToDictionary(StringComparer.Ordinal);
    }
}
