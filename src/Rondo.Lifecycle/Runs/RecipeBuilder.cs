using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Train.Leaderboard;

namespace Rondo.Lifecycle.Runs;

/// <summary>Turns the resolved file into recipes: the steps that it declares, then those that the model family needs.</summary>
public sealed class RecipeBuilder(ResolvedSpec resolved)
{
    private readonly PrepareSpec _prepare = resolved.Spec.Prepare;

    public Candidate Candidate(IAlgorithm algorithm, bool isBaseline = false) =>
        new(PartCatalog.NameOf(algorithm), PartCatalog.Values(algorithm), new Recipe(Transforms(algorithm.Matrix), algorithm), isBaseline);

    ImmutableArray<ITransform> Transforms(MatrixKind matrix) =>
    [
        .. Derived(),
        .. Leftovers(),
        .. Dates(),
        .. DeclaredFills(),
        .. Encodings(),
        .. matrix == MatrixKind.Imputed ? [new Impute()] : Array.Empty<ITransform>(),
        .. IsScaled(matrix) ? [new Standard()] : Array.Empty<ITransform>(),
    ];

    IEnumerable<ITransform> Derived()
    {
        if (_prepare.Features.Derive.Length > 0) yield return DeriveColumns.Of(_prepare.Features.Derive.Select(d => (d.Name, d.Expression)));
    }

    // Columns that only derived features read.
    IEnumerable<ITransform> Leftovers()
    {
        var derived = _prepare.Features.Derive.Select(d => d.Name);
        string[] leftovers = [.. resolved.Inputs.Union(derived, StringComparer.Ordinal).Except(resolved.Features, StringComparer.Ordinal)];
        if (leftovers.Length > 0) yield return new DropColumns { Columns = leftovers };
    }

    IEnumerable<ITransform> Dates()
    {
        if (_prepare.Features.Dates == "none") yield break;
        if (_prepare.Features.Dates == "cyclic") yield return new Cyclic { Keep = true };
        yield return new DateParts();
    }

    IEnumerable<ITransform> DeclaredFills()
    {
        foreach (var (column, missing) in _prepare.Clean.MissingBy) yield return Fill(missing, [column]);
        if (_prepare.Clean.Missing is { Strategy: not "auto" } all) yield return Fill(all, null);
    }

    static Impute Fill(MissingSpec missing, string[]? columns) => missing.Strategy switch
    {
        "mean" => new Impute { Columns = columns, Strategy = ImputeStrategy.Mean, Indicator = false },
        "median" => new Impute { Columns = columns, Strategy = ImputeStrategy.Median, Indicator = false },
        "mode" => new Impute { Columns = columns, Strategy = ImputeStrategy.Mode, Indicator = false },
        "constant" => new Impute { Columns = columns, Strategy = ImputeStrategy.Constant, Fill = Constant(missing.Constant!), Indicator = false },
        _ => new Impute { Columns = columns },
    };

    static object Constant(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : text,
    };

    IEnumerable<ITransform> Encodings() =>
        _prepare.Features.Encode.Select(e => e.Value == "ordinal" ? (ITransform)new Ordinal { Columns = [e.Key] } : new OneHot { Columns = [e.Key] });

    bool IsScaled(MatrixKind matrix) => _prepare.Features.Scale switch
    {
        "standard" => true,
        "none" => false,
        _ => matrix == MatrixKind.Imputed,
    };
}
