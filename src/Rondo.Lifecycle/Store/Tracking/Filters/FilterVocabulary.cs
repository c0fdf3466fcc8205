using System.Collections.Frozen;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

enum AttributeType
{
    Text,
    Number,
    /// <summary>Said in milliseconds, kept in microseconds.</summary>
    Time,
}

/// <param name="Sql">The expression over the subject's row, which is called <c>r</c>: fixed text of ours, never a user's.</param>
sealed record FilterAttribute(string Name, AttributeType Type, string Sql)
{
    /// <summary>Whether its values are words of ours in upper case, and so may be said in any case.</summary>
    public bool IsWord { get; init; }
}

/// <summary>A table of keys and values that hang on the subject's row.</summary>
/// <param name="Join">How a row of it, called <c>x</c>, belongs to the subject's row.</param>
sealed record FilterTable(string Name, string Join);

/// <summary>What can be asked about a subject, and where in the store it stands.</summary>
sealed class FilterVocabulary
{
    const string StatusOfRun = "CASE WHEN r.scheduled = 1 THEN 'SCHEDULED' ELSE upper(r.status) END";
    // The last point of each metric, and the bounds of all, as metric_summaries has them for runs.
    const string LastOfLoggedModel = """
        (SELECT p.model_id, p.name, CASE WHEN p.is_nan = 1 THEN NULL ELSE p.value END AS last_value, b.min_value, b.max_value
        FROM (SELECT m.*, row_number() OVER (PARTITION BY m.model_id, m.name ORDER BY m.step DESC, m.time_us DESC, m.value DESC) AS place FROM logged_model_metrics AS m) AS p
        JOIN (SELECT model_id, name, min(CASE WHEN is_nan = 1 THEN NULL ELSE value END) AS min_value, max(CASE WHEN is_nan = 1 THEN NULL ELSE value END) AS max_value
            FROM logged_model_metrics GROUP BY model_id, name) AS b ON b.model_id = p.model_id AND b.name = p.name
        WHERE p.place = 1)
        """;
    const string ArtifactsOfRun = "'mlflow-artifacts:/' || r.project_id || '/' || r.id || '/artifacts'";

    static readonly FrozenDictionary<string, FieldKind> _prefixes = new Dictionary<string, FieldKind>
    {
        ["metric"] = FieldKind.Metric,
        ["metrics"] = FieldKind.Metric,
        ["param"] = FieldKind.Param,
        ["params"] = FieldKind.Param,
        ["parameter"] = FieldKind.Param,
        ["parameters"] = FieldKind.Param,
        ["tag"] = FieldKind.Tag,
        ["tags"] = FieldKind.Tag,
        ["attribute"] = FieldKind.Attribute,
        ["attributes"] = FieldKind.Attribute,
        ["attr"] = FieldKind.Attribute,
        ["run"] = FieldKind.Attribute,
        ["dataset"] = FieldKind.Dataset,
        ["datasets"] = FieldKind.Dataset,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static readonly FilterVocabulary _runs = new()
    {
        Noun = "run",
        From = "runs",
        Attributes =
        [
            new("run_id", AttributeType.Text, "r.id"),
            new("run_name", AttributeType.Text, "r.name"),
            new("user_id", AttributeType.Text, "r.user_name"),
            new("status", AttributeType.Text, StatusOfRun) { IsWord = true },
            new("artifact_uri", AttributeType.Text, ArtifactsOfRun),
            new("start_time", AttributeType.Time, "r.started_us"),
            new("end_time", AttributeType.Time, "r.ended_us"),
            new("parent_id", AttributeType.Text, "r.parent_id"),
        ],
        Synonyms = new Dictionary<string, string>
        {
            ["created"] = "start_time",
            ["run name"] = "run_name",
            ["run id"] = "run_id",
            ["user"] = "user_id",
        },
        Metrics = new("metric_summaries", "x.run_id = r.id"),
        Params = new("run_params", "x.run_id = r.id"),
        Tags = new("run_tags", "x.run_id = r.id"),
        Datasets = ["name", "digest", "context"],
    };

    static readonly FilterVocabulary _projects = new()
    {
        Noun = "experiment",
        From = "projects",
        Attributes =
        [
            new("name", AttributeType.Text, "r.name"),
            new("experiment_id", AttributeType.Text, "r.id"),
            new("creation_time", AttributeType.Time, "r.created_us"),
            new("last_update_time", AttributeType.Time, "r.changed_us"),
        ],
        Tags = new("project_tags", "x.project_id = r.id"),
    };

    static readonly FilterVocabulary _models = new()
    {
        Noun = "registered model",
        From = "models",
        Attributes =
        [
            new("name", AttributeType.Text, "r.name"),
            new("creation_timestamp", AttributeType.Time, "r.created_us"),
            new("last_updated_timestamp", AttributeType.Time, "r.changed_us"),
        ],
        Synonyms = new Dictionary<string, string> { ["timestamp"] = "last_updated_timestamp" },
        Tags = new("model_tags", "x.model = r.name"),
    };

    static readonly FilterVocabulary _versions = new()
    {
        Noun = "model version",
        From = "model_versions",
        Attributes =
        [
            new("name", AttributeType.Text, "r.model"),
            new("version_number", AttributeType.Number, "r.number"),
            new("run_id", AttributeType.Text, "r.run_id"),
            new("source_path", AttributeType.Text, "r.source"),
            new("stage", AttributeType.Text, "r.stage"),
            new("creation_timestamp", AttributeType.Time, "r.created_us"),
            new("last_updated_timestamp", AttributeType.Time, "r.changed_us"),
        ],
        Synonyms = new Dictionary<string, string> { ["version"] = "version_number", ["source"] = "source_path" },
        Tags = new("model_version_tags", "x.model = r.model AND x.number = r.number"),
    };

    static readonly FilterVocabulary _loggedModels = new()
    {
        Noun = "logged model",
        From = "logged_models",
        Attributes =
        [
            new("name", AttributeType.Text, "r.name"),
            new("model_id", AttributeType.Text, "r.id"),
            new("model_type", AttributeType.Text, "r.model_type"),
            new("status", AttributeType.Text, "r.status") { IsWord = true },
            new("source_run_id", AttributeType.Text, "r.run_id"),
            new("creation_timestamp", AttributeType.Time, "r.created_us"),
            new("last_updated_timestamp", AttributeType.Time, "r.changed_us"),
        ],
        Synonyms = new Dictionary<string, string>
        {
            ["creation_time"] = "creation_timestamp",
            ["creation_timestamp_ms"] = "creation_timestamp",
            ["last_updated_time"] = "last_updated_timestamp",
            ["last_updated_timestamp_ms"] = "last_updated_timestamp",
        },
        Metrics = new(LastOfLoggedModel, "x.model_id = r.id"),
        Params = new("logged_model_params", "x.model_id = r.id"),
        Tags = new("logged_model_tags", "x.model_id = r.id"),
    };

    /// <summary>How mistakes call one of the subject.</summary>
    public required string Noun { get; init; }

    /// <summary>Its table.</summary>
    public required string From { get; init; }

    public required IReadOnlyList<FilterAttribute> Attributes { get; init; }

    public IReadOnlyDictionary<string, string> Synonyms { get; init; } = new Dictionary<string, string>();

    public FilterTable? Metrics { get; init; }

    public FilterTable? Params { get; init; }

    public FilterTable? Tags { get; init; }

    public IReadOnlyList<string> Datasets { get; init; } = [];

    public static FilterVocabulary Of(FilterSubject subject) => subject switch
    {
        FilterSubject.Runs => _runs,
        FilterSubject.Projects => _projects,
        FilterSubject.Models => _models,
        FilterSubject.Versions => _versions,
        FilterSubject.LoggedModels => _loggedModels,
        _ => throw new ArgumentOutOfRangeException(nameof(subject)),
    };

    public FilterAttribute? Attribute(string name)
    {
        foreach (var (synonym, meant) in Synonyms)
            if (synonym.Equals(name, StringComparison.OrdinalIgnoreCase)) name = meant;
        foreach (var attribute in Attributes)
            if (attribute.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return attribute;
        return null;
    }

    public FieldKind? KindOf(string prefix) => _prefixes.TryGetValue(prefix, out var kind) && Has(kind) ? kind : null;

    /// <summary>The prefixes that go before a key, as they are best written.</summary>
    public IEnumerable<string> Prefixes() =>
        new[] { FieldKind.Metric, FieldKind.Param, FieldKind.Tag, FieldKind.Dataset, FieldKind.Attribute }
            .Where(Has).Select(kind => kind.ToString().ToLowerInvariant() + "s");

    bool Has(FieldKind kind) => kind switch
    {
        FieldKind.Metric => Metrics is not null,
        FieldKind.Param => Params is not null,
        FieldKind.Tag => Tags is not null,
        FieldKind.Dataset => Datasets.Count > 0,
        _ => true,
    };
}
