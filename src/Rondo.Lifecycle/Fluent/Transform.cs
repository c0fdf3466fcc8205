using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Transforms;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>Transforms and their parameters, by name or as the transform's own record.</summary>
public static class Transform
{
    /// <summary>A transform by its name: <c>Transform.Of("quantile", ("columns", new[] { "age" }))</c>.</summary>
    public static TransformSpec Of(string name, params (string Parameter, object? Value)[] parameters) =>
        new(name, parameters.ToImmutableSortedDictionary(p => p.Parameter, p => GivenParameters.Plain(p.Value), StringComparer.Ordinal));

    /// <summary>The transform's own record: <c>Transform.Of(new Quantile { Columns = ["age"] })</c>. Values that are the default are as if not given.</summary>
    public static TransformSpec Of(ITransform transform) => new(PartCatalog.NameOf(transform), GivenParameters.Of(transform));
}
