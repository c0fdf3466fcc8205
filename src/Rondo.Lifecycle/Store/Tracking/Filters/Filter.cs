namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>What must hold for a run, a project, a model, a version or a logged model to be found: a small tree.</summary>
public abstract record Filter
{
    /// <summary>Reads the filter language; null for an empty text, which everything satisfies.</summary>
    /// <exception cref="Rondo.Engine.Errors.RondoException">The text is no filter; the mistake says at which character.</exception>
    public static Filter? Parse(string? text, FilterSubject subject) =>
        string.IsNullOrWhiteSpace(text) ? null : FilterParser.Parse(text, FilterVocabulary.Of(subject));
}

/// <summary>All of these hold.</summary>
public sealed record AllOf(IReadOnlyList<Filter> Parts) : Filter;

/// <summary>At least one of these holds.</summary>
public sealed record AnyOf(IReadOnlyList<Filter> Parts) : Filter;

/// <summary>This doesn't hold.</summary>
public sealed record Not(Filter Part) : Filter;

/// <summary>A field beside a value.</summary>
public sealed record Comparison(FilterField Field, FilterOperator Operator, FilterValue Value) : Filter;

/// <summary>What the filter is about.</summary>
public enum FilterSubject
{
    Runs,
    Projects,
    Models,
    Versions,
    LoggedModels,
}

public enum FieldKind
{
    Attribute,
    Metric,
    Param,
    Tag,
    Dataset,
}

/// <summary>Which of a metric's values is meant.</summary>
public enum MetricAggregate
{
    Last,
    Min,
    Max,
}

/// <summary>What is looked at, such as <c>metrics.loss</c>, <c>max(metrics.auc)</c> or <c>status</c>.</summary>
public sealed record FilterField(FieldKind Kind, string Key, MetricAggregate Aggregate = MetricAggregate.Last);

public enum FilterOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// <summary>SQL's pattern: <c>%</c> is any text, <c>_</c> any character.</summary>
    Like,
    /// <summary>As <see cref="Like"/>, whatever the case.</summary>
    ILike,
    /// <summary>A regular expression finds something in it.</summary>
    Matches,
    In,
    NotIn,
    /// <summary>The field isn't there.</summary>
    IsNull,
}

/// <summary>The value of a comparison: a number, texts, or neither.</summary>
public sealed record FilterValue
{
    public double? Number { get; init; }

    public IReadOnlyList<string> Texts { get; init; } = [];

    public string Text => Texts[0];
}
