using System.Linq.Expressions;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Fluent.Typed;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>A lifecycle over a record: its properties are the columns, and the compiler checks their names.</summary>
public sealed class TypedWords<T>
{
    private readonly RecordSchema _schema;
    private readonly LifecycleWords _words;

    internal TypedWords(LifecycleWords words)
    {
        _schema = RecordSchema.Of(typeof(T));
        _words = words;
        if (_schema.Target is { } target) _words = _words.Define(d => d.Target(target));
        foreach (var (name, value) in _schema.Derived) _words = _words.Prepare(p => p.Derive(name, LambdaText.Of(value)));
    }

    TypedWords(RecordSchema schema, LifecycleWords words) => (_schema, _words) = (schema, words);

    public TypedWords<T> From(params string[] paths) => Prepare(p => p.From(paths));

    /// <summary>Bounds such as <c>m =&gt; m.Rmse &lt;= 50_000 &amp;&amp; m.R2 &gt;= 0.8</c>.</summary>
    public TypedWords<T> Success(Expression<Func<Metrics, bool>> criterion) =>
        Define(d => SuccessBounds.Of(criterion.Body).Aggregate(d, (words, bound) => words.Success(bound.Metric, bound.Bound)));

    /// <summary>A new column computed from others.</summary>
    public TypedWords<T> Derive<TValue>(string name, Expression<Func<T, TValue>> value) => Prepare(p => p.Derive(name, LambdaText.Of(value)));

    public TypedWords<T> Encode<TValue>(Expression<Func<T, TValue>> column, string encoding) => Prepare(p => p.Encode(LambdaText.ColumnOf(column), encoding));

    /// <summary>What takes the place of a column's missing values: a strategy, or a constant.</summary>
    public TypedWords<T> Missing<TValue>(Expression<Func<T, TValue>> column, string? strategy = null, string? constant = null) =>
        Prepare(p => p.Clean(c => c.Missing(LambdaText.ColumnOf(column), strategy, constant)));

    /// <summary>The column that says when a row was.</summary>
    public TypedWords<T> Time<TValue>(Expression<Func<T, TValue>> column) => Prepare(p => p.Time(LambdaText.ColumnOf(column)));

    /// <summary>The column that says whom a row is about.</summary>
    public TypedWords<T> Entity<TValue>(Expression<Func<T, TValue>> column) => Prepare(p => p.Entity(LambdaText.ColumnOf(column)));

    /// <summary>Columns that are no features.</summary>
    public TypedWords<T> Drop(params Expression<Func<T, object?>>[] columns) => Prepare(p => p.Drop([.. columns.Select(LambdaText.ColumnOf)]));

    public TypedWords<T> Define(Func<DefineWords, DefineWords> say) => new(_schema, _words.Define(say));

    public TypedWords<T> Prepare(Func<PrepareWords, PrepareWords> say) => new(_schema, _words.Prepare(say));

    public TypedWords<T> Train(Func<TrainWords, TrainWords> say) => new(_schema, _words.Train(say));

    /// <summary>The spec, checked as a file is checked.</summary>
    /// <exception cref="RondoException">All mistakes in it.</exception>
    public LifecycleSpec Build() => _words.Build();

    /// <summary>Runs the spec. Columns that the record has and the data have not are named before any training.</summary>
    public Task<RunResult> RunAsync(IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        RunAsync(new RunSettings(), progress, cancellation);

    /// <inheritdoc cref="RunAsync(IProgress{RunProgress}?, CancellationToken)"/>
    public Task<RunResult> RunAsync(RunSettings settings, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        SpecRuns.RunAsync(SpecDocument.Of(Build(), settings.Folder) with { Columns = _schema.Columns }, settings, progress, cancellation);
}
