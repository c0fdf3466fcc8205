using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.JsonSchema;
using Rondo.Lifecycle.Spec.Yaml;
using Rondo.Train.Tune;

namespace Rondo.Lifecycle.Tests.Spec;

/// <summary>
/// Valid specs that between them say every word of the lifecycle file; <see cref="RandomSpecsTests"/> fails when a word is left out.
/// What depends on data (whether a column is there) is not their matter.
/// </summary>
sealed class RandomSpecs(int seed)
{
    static readonly JsonNode s_schema = JsonNode.Parse(LifecycleSchema.Text(Given.Parts))!;

    static readonly string[] s_texts =
    [
        "a", "where", "median_house_value", "Which: flights, come # late?", "two\nlines", "yes", "null", "12", "-0.5", "été", "a \"quoted\" word", "it's", "back\\slash",
        "${URL}", "{ a: 1 }", "[x]", " spaced ", "tab\there", "price(", "a.b.c", "~", "-", "0x1F", "@daily", "50%", "*", "{{x}}", "\u2028", "日本",
    ];

    static readonly string[] s_expressions = ["a / b", "hour(t) < 6", "replace(name, '\"', '\\')", "log(income) + 1", "delay >= 15", "concat(a, '-', b)", "1"];

    readonly Random _random = new(seed);
    int _conditions;

    /// <summary>Any valid spec; the same ones in every run through <c>CheckSeeded</c>.</summary>
    public static Arbitrary<LifecycleSpec> Any { get; } = Gen.Choose(0, int.MaxValue).Select(seed => new RandomSpecs(seed).Make()).ToArbitrary();

    public LifecycleSpec Make()
    {
        var time = Maybe(Column);
        return new LifecycleSpec
        {
            Version = Flip() ? 1 : null,
            Name = Maybe(() => Pick("m", "telco-churn", "A.b_2")),
            Define = Define(),
            Prepare = Prepare() with { Time = time, Split = Split(time is not null), Window = Window(time is not null) },
            Train = Train(time is not null),
            Later = ((string[])["deploy", "observe", "experiment", "retrain"]).Where(_ => Flip())
                .ToImmutableSortedDictionary(key => key, key => (YamlMap)LaterValue((JsonObject)s_schema["properties"]![key]!), StringComparer.Ordinal),
        };
    }

    DefineSpec Define()
    {
        var task = Flip() ? Pick(Enum.GetValues<TaskKind>()) : (TaskKind?)null;
        return new DefineSpec
        {
            Question = Maybe(Text),
            Hypothesis = Maybe(Text),
            Owner = Maybe(Text),
            Task = task,
            Target = task == TaskKind.Clustering && Flip() ? null : new TargetSpec(Column(), Maybe(Expression)),
            Positive = Maybe(Text),
            Baseline = Maybe(() => Pick("median", "mean", "prior", "one_rule")),
            Costs = Flip() ? new CostSpec(Number(0.1, 50), Number(0.1, 500)) : null,
            Success = Flip() ? Some(0, 3, Bound).DistinctBy(b => b.Metric).OrderBy(b => b.Metric, StringComparer.Ordinal).ToImmutableArray() : null,
        };
    }

    BoundSpec Bound()
    {
        var metric = Pick([.. MetricWords.Predictive.Concat(MetricWords.Other).Select(m => m.Name), "recall_at_precision(0.5)"]);
        return new BoundSpec(metric, MetricWords.Find(metric)!.HigherIsBetter ? Number(-0.5, 1) : Number(0, 60_000));
    }

    PrepareSpec Prepare() => Sources() with
    {
        Schema = Maybe(() => "schema/x.yaml"),
        OrderBy = Many(0, 2, Column),
        Entity = Maybe(Column),
        Missing = Many(0, 3, Text),
        Drop = Many(0, 3, Column),
        Checks = Checks(),
        Clean = Clean(),
        Features = Features(),
        Balance = Maybe(() => Pick("none", "class_weight")),
        Leakage = Maybe(() => Pick("error", "warn", "off")),
        LeakageAllow = Many(0, 2, Column),
        Limits = new LimitSpec { MaxCellBytes = Flip() ? Whole(1, 5_000_000) : null, MaxColumns = Flip() ? Whole(1, 50_000) : null },
    };

    WindowSpec? Window(bool isTimed) => (isTimed && Flip(), Flip()) switch
    {
        (true, var both) => new WindowSpec(Pick("30d", "18mo", "1.5h"), both ? Whole(1, 100_000) : null),
        (false, true) => new WindowSpec(Reservoir: Whole(1, 100_000)),
        _ => null,
    };

    PrepareSpec Sources()
    {
        if (Flip()) return new PrepareSpec { Source = Source() };
        var sources = ImmutableSortedDictionary.Create<string, SourceDefinition>(StringComparer.Ordinal).Add("orders", Source()).Add("people", Source());
        if (Flip()) return new PrepareSpec { Sources = sources, Query = $"SELECT * FROM orders JOIN people USING ({Pick("id", "day")}) -- {Text()}" };
        var joined = new JoinedSpec(Many(1, 2, Column)) { AsOf = Maybe(Column) };
        if (joined.AsOf is not null) joined = joined with { Time = Maybe(Column) };
        return new PrepareSpec { Sources = sources, Join = new JoinSpec("orders") { Others = ImmutableSortedDictionary.Create<string, JoinedSpec>(StringComparer.Ordinal).Add("people", joined) } };
    }

    SourceDefinition Source()
    {
        var source = new SourceDefinition(Many(1, 3, () => Pick("data/housing.csv", "b/*.parquet", "c d.json", "../e.tsv.gz")));
        return Flip() ? source : source with { Format = "csv", Parameters = source.Parameters.Add("delimiter", Pick(";", "|")).Add("header", Flip()) };
    }

    ChecksSpec Checks() => new()
    {
        Rows = _random.Next(3) switch { 0 => null, 1 => new RowsSpec { Word = Pick("history", "any") }, _ => new RowsSpec { Min = Whole(0, 10), Max = Flip() ? Whole(10, 1_000_000) : null, OnFail = Maybe(() => Pick("stop", "warn")) } },
        Where = Many(0, 2, () => new WhereSpec(Expression(), Maybe(Reaction))),
        Unique = Many(0, 2, () => new UniqueSpec([.. Some(1, 3, Column)], Maybe(Reaction))),
        Columns = Flip() ? Named(ColumnChecks) : ImmutableSortedDictionary.Create<string, ColumnChecksSpec>(StringComparer.Ordinal),
        OnFail = Maybe(Reaction),
    };

    ColumnChecksSpec ColumnChecks()
    {
        var all = new Dictionary<string, ImmutableSortedDictionary<string, object?>>
        {
            ["range"] = Flip() ? ModelSpec.NoParameters.Add("min", Whole(-5, 0)).Add("max", Number(1, 2)) : ModelSpec.NoParameters.Add("max", "2020-12-31"),
            ["in"] = ModelSpec.NoParameters.Add("values", (ImmutableArray<object?>)[Text(), Whole(0, 9), true]),
            ["matches"] = ModelSpec.NoParameters.Add("pattern", Pick("[A-Z]{3}", "a: b", "\\d+")),
            ["not_null"] = Flip() ? ModelSpec.NoParameters : ModelSpec.NoParameters.Add("share", Number(0.1, 1)),
            ["length"] = ModelSpec.NoParameters.Add("max", Whole(1, 20)),
            ["unique"] = Flip() ? ModelSpec.NoParameters : ModelSpec.NoParameters.Add("columns", (ImmutableArray<object?>)[Column(), "b"]),
            ["finite"] = ModelSpec.NoParameters,
        };
        return new ColumnChecksSpec { Checks = all.Where(_ => Flip()).ToImmutableSortedDictionary(StringComparer.Ordinal), OnFail = Maybe(Reaction) };
    }

    string Reaction() => Pick("stop", "warn", "quarantine");

    CleanSpec Clean()
    {
        var spec = new CleanSpec { Duplicates = Maybe(() => Pick("drop", "drop_near", "keep")), Categories = Categories() };
        spec = Flip() ? spec with { MissingBy = Named(() => Fill(Text())) } : Flip() ? spec with { Missing = Fill(Text().Trim()) } : spec;
        return Flip() ? spec with { OutliersBy = Named(Outliers) } : Flip() ? spec with { Outliers = Outliers() } : spec;
    }

    MissingSpec Fill(string constant) => Flip() ? new MissingSpec("constant", constant) : new MissingSpec(Pick("auto", "mean", "median", "mode", "knn", "indicator"));

    CallSpec Outliers() => Pick(
        new CallSpec("none", []), new CallSpec("z", []), new CallSpec("z", [3.5]), new CallSpec("iqr", [Number(0.1, 4)]), new CallSpec("quantile_clip", [0.01, Number(0.5, 1)]));

    CategorySpec Categories()
    {
        var rules = Flip() ? Named(() => Named(Text)) : ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);
        return new CategorySpec { MergeSpelling = rules.Count > 0 ? true : Flip() ? Flip() : null, Rules = rules, Rare = Flip() ? Number(0.001, 0.5) : null };
    }

    FeatureSpec Features()
    {
        var scalers = (string[])["standard", "min_max", "robust", "max_abs", "power", "quantile", "normalizer", "log", "none"];
        var spec = new FeatureSpec
        {
            Derive = [.. Many(0, 3, () => new DerivedSpec(Column(), Expression())).DistinctBy(d => d.Name)],
            Transforms = Many(0, 2, Transform),
            Encode = Flip() ? Named(() => Pick("one_hot", "ordinal", "binary", "hashing", "target", "frequency")) : NoWords,
            Dates = Maybe(() => Pick("parts", "cyclic", "epoch", "none")),
            Holidays = Flip() ? Pick<ImmutableArray<string>>(["us"], ["2026-12-24", "2027-01-06"]) : [],
            Select = Flip() ? Select() : null,
            Drop = Many(0, 2, Column),
        };
        return Flip() ? spec with { ScaleBy = Named(() => Pick(scalers)) } : spec with { Scale = Maybe(() => Pick([.. scalers, "auto"])) };
    }

    SelectSpec Select() => Pick("correlation", "mutual_information", "l1", "rfe") switch
    {
        "mutual_information" => new SelectSpec("mutual_information", Flip() ? Whole(1, 20) : null, Flip() ? Number(0, 1) : null),
        "rfe" => new SelectSpec("rfe", Flip() ? Whole(1, 20) : null),
        "correlation" => new SelectSpec("correlation", null, Flip() ? Number(0, 1) : null),
        var method => new SelectSpec(method),
    };

    SplitSpec Split(bool isTimed)
    {
        var spec = new SplitSpec { Seed = Flip() ? Whole(0, long.MaxValue) : null, Group = Maybe(Column) };
        return _random.Next(5) switch
        {
            0 => spec with { Strategy = Maybe(() => "column"), Column = Column() },
            1 when isTimed => spec with { Strategy = Maybe(() => "time"), From = Pick("2001-06-01", "12") },
            2 when isTimed => spec with { Strategy = "time", Test = Number(0.05, 0.5) },
            3 => spec with { Strategy = Maybe(() => Pick("random", "stratified", "hash")), Key = Maybe(Column), Test = Flip() ? Number(0.05, 0.5) : null },
            _ => spec,
        };
    }

    TrainSpec Train(bool isTimed)
    {
        var isAuto = _random.Next(4) == 0;
        return new TrainSpec
        {
            Metric = Maybe(Metric),
            IsAuto = isAuto,
            Models = isAuto ? [] : Many(0, 3, Model),
            Cv = Cv(isTimed),
            Tune = Tune(),
            Calibrate = Maybe(() => Pick(["auto", "none", .. Given.Parts.OfKind("calibration").Select(p => p.Name)])),
            Threshold = Maybe(() => Pick("0.25", "f1", "min_cost", "recall_at_precision(0.5)")),
            Evaluate = new EvaluateSpec
            {
                Explain = Flip() ? [.. Many(0, 3, () => Pick("permutation", "shap", "partial_dependence")).Distinct()] : null,
                Slices = Many(0, 2, Column),
                Fairness = Flip() ? new FairnessSpec(Column(), Metric(), Number(0.1, 0.9)) : null,
                Intervals = Flip() ? Number(0.5, 0.99) : null,
                LearningCurve = Flip() ? Flip() : null,
            },
        };
    }

    CrossValidationSpec Cv(bool isTimed)
    {
        var strategy = isTimed ? "time_series" : Maybe(() => Pick("k_fold", "stratified", "group", "holdout"));
        return new CrossValidationSpec
        {
            Strategy = strategy,
            Folds = Flip() ? (int)Whole(2, 10) : null,
            Repeats = Flip() && strategy is not ("time_series" or "holdout") ? (int)Whole(1, 5) : null,
            Gap = strategy == "time_series" ? Maybe(() => Pick("30d", "1.5h", "12")) : null,
            Nested = Flip() ? (int)Whole(2, 5) : null,
        };
    }

    TuneSpec Tune() => new()
    {
        Search = Maybe(() => Pick(["none", .. Given.Parts.OfKind("search").Select(p => p.Name)])),
        Trials = Flip() ? (int)Whole(1, 500) : null,
        Timeout = Maybe(() => Pick("30s", "5m", "1.5h")),
        Pruner = Maybe(() => Pick([.. Given.Parts.OfKind("pruner").Select(p => p.Name)])),
        Space = Flip() ? Space() : ImmutableSortedDictionary.Create<string, object>(StringComparer.Ordinal),
        Replay = Flip() ? [.. Some(0, 3, () => (int)Whole(0, 50))] : null,
        Refit = Flip() ? [.. Some(0, 3, () => (int)Whole(0, 50))] : null,
    };

    ImmutableSortedDictionary<string, object> Space()
    {
        var dimensions = Given.Parts.OfKind("algorithm").SelectMany(part => SearchSpace.Of(part).Dimensions.Select(d => KeyValuePair.Create($"{part.Name}.{d.Name}", d.Written)));
        return Some(1, 3, () => Pick([.. dimensions])).DistinctBy(d => d.Key).ToImmutableSortedDictionary(d => d.Key, d => Flip() && d.Key == "ridge.alpha" ? (ImmutableArray<object?>)[0.1, 1L, 10.5] : d.Value, StringComparer.Ordinal);
    }

    TransformSpec Transform()
    {
        var (name, values) = Part("transform");
        return new TransformSpec(name, values);
    }

    ModelSpec Model()
    {
        var (name, values) = Part("algorithm");
        return new ModelSpec(name, values);
    }

    (string Name, ImmutableSortedDictionary<string, object?> Values) Part(string kind)
    {
        var part = Pick([.. Given.Parts.OfKind(kind)]);
        var values = part.Parameters.Where(_ => Flip()).Select(p => KeyValuePair.Create(p.Name, Value(p)));
        return (part.Name, values.Where(v => v.Value is not null).ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    object? Value(ParamInfo parameter)
    {
        var (min, max) = (Math.Max(parameter.Attribute.Min, -1000), Math.Min(parameter.Attribute.Max, 1000));
        var type = Nullable.GetUnderlyingType(parameter.Property.PropertyType) ?? parameter.Property.PropertyType;
        if (type == typeof(int[])) return (ImmutableArray<object?>)[Whole((long)min, (long)max), Whole((long)min, (long)max)];
        if (type == typeof(string[])) return (ImmutableArray<object?>)[Column()];
        if (type == typeof(bool)) return Flip();
        if (type == typeof(double)) return Math.Clamp(Number(min, max), min, max);
        if (type == typeof(int) || type == typeof(long)) return Whole((long)min, (long)max);
        return type.IsEnum ? PartCatalog.SnakeCase(Pick(Enum.GetNames(type))) : PartCatalog.Plain(parameter.Default);
    }

    // Whatever the schema of the section allows.
    YamlNode LaterValue(JsonObject rule)
    {
        if (rule["anyOf"] is JsonArray options) return LaterValue((JsonObject)Pick([.. options])!);
        if (rule["enum"] is JsonArray words) return Plain((string)Pick([.. words])!);
        if (rule["pattern"] is { } clock && ((string)clock!).Contains(':', StringComparison.Ordinal)) return Plain(Pick("00:00", "06:30", "23:59"));
        if (rule["pattern"] is not null) return Plain(((string)rule["pattern"]!).EndsWith("%$", StringComparison.Ordinal) ? Pick("10%", "+5%", "-2.5%") : Pick("30s", "1.5h", "7d", "18mo"));
        if (rule["format"] is not null) return new YamlScalar(Pick("@daily", "0 2 * * *", "*/5 * * * 1-5"), IsQuoted: true, IsVerbatim: false, default);
        if (rule["type"] is JsonArray) return Plain(Pick("10/s", "16MiB", "5", "2.5"));
        return (string)rule["type"]! switch
        {
            "object" => new YamlMap([.. LaterEntries(rule)], default),
            "array" => new YamlList([.. Some((int?)rule["minItems"] ?? 0, 3, () => LaterValue((JsonObject)rule["items"]!))], default),
            "boolean" => Plain(Pick("true", "false")),
            "integer" => Plain(FormattableString.Invariant($"{Whole(Math.Max(1, (long?)rule["minimum"] ?? 1), (long?)rule["maximum"] ?? 1000)}")),
            "number" => Plain(CoreSchema.Spell(Math.Max(Pick(0.25, 0.5, 0.9), (double?)rule["minimum"] ?? 0))),
            _ => new YamlScalar(Text(), IsQuoted: true, IsVerbatim: false, default),
        };
    }

    IEnumerable<YamlEntry> LaterEntries(JsonObject rule)
    {
        if (rule["properties"] is not JsonObject keys)
            return Some(0, 3, Text).Where(key => key.Length > 0).Distinct().Select(key => new YamlEntry(key, default, LaterValue((JsonObject)rule["additionalProperties"]!)));
        var needed = (rule["required"] as JsonArray)?.Select(k => (string)k!).ToArray() ?? [];
        var chosen = keys.Where(k => needed.Contains(k.Key) || Flip()).ToArray();
        if (chosen.Length == 0 && rule["minProperties"] is not null) chosen = [keys.First()];
        // What is signed is a message to a webhook.
        if (keys["webhook"] is not null && chosen.All(k => k.Key != "webhook")) chosen = [.. chosen.Where(k => k.Key != "secret").DefaultIfEmpty(keys.Single(k => k.Key == "log"))];
        return chosen.Select(k => new YamlEntry(k.Key, default, Meant(keys, k.Key) ?? LaterValue((JsonObject)k.Value!)));
    }

    // Texts of alerts that mean something.
    YamlScalar? Meant(JsonObject keys, string key) => (keys["notify"] ?? keys["webhook"]) is null ? null : key switch
    {
        "when" => Quoted(FormattableString.Invariant($"{Pick("rows", "drift.share", "rmse")} {Pick(">", ">=", "<", "<=")} {_conditions++}")),
        "webhook" => Quoted(Pick("https://example.org/alerts", "${ALERT_URL}")),
        "secret" => Quoted("${ALERT_SECRET}"),
        "email" => Quoted(Pick("ops@example.org", "${OPS}")),
        "command" => Quoted(Pick("notify", "/usr/bin/say it")),
        _ => null,
    };

    static YamlScalar Quoted(string text) => new(text, IsQuoted: true, IsVerbatim: false, default);

    static YamlScalar Plain(string text) => new(text, IsQuoted: false, IsVerbatim: false, default);

    static ImmutableSortedDictionary<string, string> NoWords => ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    ImmutableSortedDictionary<string, T> Named<T>(Func<T> make) =>
        Some(1, 2, Column).Distinct().ToImmutableSortedDictionary(name => name, _ => make(), StringComparer.Ordinal);

    string Metric() => Pick([.. MetricWords.Predictive.Select(m => m.Name)]);

    string Text() => Pick(s_texts);

    string Column() => Pick([.. s_texts.Where(t => t.Length > 0), "rooms", "households", "city", "1st"]);

    string Expression() => Pick(s_expressions);

    bool Flip() => _random.Next(2) == 0;

    string? Maybe(Func<string> make) => Flip() ? make() : null;

    T Pick<T>(params ReadOnlySpan<T> items) => items[_random.Next(items.Length)];

    long Whole(long min, long max) => max == long.MaxValue ? _random.NextInt64(min, max) : _random.NextInt64(min, max + 1);

    // Few digits most of the time, as people write; all of them now and then.
    double Number(double min, double max)
    {
        var value = min + (_random.NextDouble() * (max - min));
        var rounded = Math.Round(value, 2);
        return Flip() && rounded > min && rounded < max ? rounded : value;
    }

    T[] Some<T>(int least, int most, Func<T> make) => [.. Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => make())];

    ImmutableArray<T> Many<T>(int least, int most, Func<T> make) => Flip() && least == 0 ? [] : [.. Some(least, most, make)];
}
