using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;
using Rondo.Engine.Transforms.Spellings;
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
        .. Spellings(),
        .. Outliers(),
        .. Dates(),
        .. DeclaredFills(),
        .. DeclaredTransforms(),
        .. Encodings(),
        .. matrix == MatrixKind.Imputed ? [new Impute()] : Array.Empty<ITransform>(),
        .. Scales(matrix),
        .. Selection(matrix),
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

    IEnumerable<ITransform> Spellings()
    {
        var categories = _prepare.Clean.Categories;
        if (categories.MergeSpelling == true)
            yield return MergeSpelling.Of(categories.Rules.SelectMany(column => column.Value.Select(rule => (column.Key, rule.Key, rule.Value))));
        if (categories.Rare is { } share) yield return new Rare { MinFrequency = share };
    }

    IEnumerable<ITransform> Outliers()
    {
        foreach (var (column, rule) in _prepare.Clean.OutliersBy)
            if (OutlierRule(rule, [column]) is { } step) yield return step;
        if (_prepare.Clean.Outliers is { } all && OutlierRule(all, null) is { } every) yield return every;
    }

    static ITransform? OutlierRule(CallSpec rule, string[]? columns) => (rule.Name, rule.Arguments) switch
    {
        ("z", []) => new OutliersZ { Columns = columns },
        ("z", [var k, ..]) => new OutliersZ { Columns = columns, K = k },
        ("iqr", []) => new OutliersIqr { Columns = columns },
        ("iqr", [var k, ..]) => new OutliersIqr { Columns = columns, K = k },
        ("quantile_clip", []) => new QuantileClip { Columns = columns },
        ("quantile_clip", [var lower, var upper, ..]) => new QuantileClip { Columns = columns, Lower = lower, Upper = upper },
        _ => null,
    };

    IEnumerable<ITransform> Dates()
    {
        if (_prepare.Features.Holidays is { Length: > 0 } holidays) yield return HolidaysOf(holidays);
        if (_prepare.Features.Dates == "none") yield break;
        if (_prepare.Features.Dates == "cyclic") yield return new Cyclic { Keep = true };
        yield return _prepare.Features.Dates == "epoch" ? new Epoch() : new DateParts();
    }

    // One word is a calendar; dates are a list of one's own.
    static Holidays HolidaysOf(ImmutableArray<string> words) =>
        words is [var word] && Enum.GetValues<HolidayCalendar>().FirstOrDefault(c => PartCatalog.SnakeCase(c.ToString()) == word) is var calendar and not HolidayCalendar.None
            ? new Holidays { Calendar = calendar }
            : new Holidays { Dates = [.. words] };

    IEnumerable<ITransform> DeclaredFills()
    {
        foreach (var (column, missing) in _prepare.Clean.MissingBy) yield return Fill(missing, [column]);
        if (_prepare.Clean.Missing is { Strategy: not "auto" } all) yield return Fill(all, null);
    }

    static ITransform Fill(MissingSpec missing, string[]? columns) => missing.Strategy switch
    {
        "mean" => new Impute { Columns = columns, Strategy = ImputeStrategy.Mean, Indicator = false },
        "median" => new Impute { Columns = columns, Strategy = ImputeStrategy.Median, Indicator = false },
        "mode" => new Impute { Columns = columns, Strategy = ImputeStrategy.Mode, Indicator = false },
        "knn" => new ImputeKnn { Columns = columns },
        "constant" => new Impute { Columns = columns, Strategy = ImputeStrategy.Constant, Fill = Constant(missing.Constant!), Indicator = false },
        _ => new Impute { Columns = columns },
    };

    static object Constant(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : text,
    };

    IEnumerable<ITransform> DeclaredTransforms() => _prepare.Features.Transforms.Select(t => RondoParts.Catalog.Create<ITransform>(t.Name, t.Parameters));

    IEnumerable<ITransform> Encodings() => _prepare.Features.Encode.Select(e => Named(e.Value, [e.Key]));

    IEnumerable<ITransform> Scales(MatrixKind matrix)
    {
        foreach (var (column, scaler) in _prepare.Features.ScaleBy.Where(s => s.Value != "none")) yield return Named(scaler, [column]);
        if (_prepare.Features.Scale is { } named and not ("auto" or "none")) yield return Named(named, null);
        else if (matrix == MatrixKind.Imputed && _prepare.Features.Scale != "none") yield return new Standard();
    }

    // A scaler or encoding that the file names works on these columns, or on those that it takes by default.
    static ITransform Named(string name, string[]? columns) =>
        RondoParts.Catalog.Create<ITransform>(name, columns is null ? null : new Dictionary<string, object?> { ["columns"] = columns });

    IEnumerable<ITransform> Selection(MatrixKind matrix)
    {
        if (_prepare.Features.Select is not { } select) yield break;
        var values = new Dictionary<string, object?>();
        var part = RondoParts.Catalog.Find<ITransform>($"select_{select.Method}")!;
        if (select.Keep is { } keep) values[select.Method == "rfe" ? "keep" : "k"] = keep;
        if (select.Threshold is { } threshold) values["threshold"] = threshold;
        // Only trees can rank features with missing values.
        if (matrix == MatrixKind.Native && part.Parameters.Any(p => p.Name == "estimator")) values["estimator"] = "gradient_boosting";
        yield return RondoParts.Catalog.Create<ITransform>(part.Name, values);
    }
}
