using FsCheck.Fluent;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store.Tracking.Filters;

namespace Rondo.Lifecycle.Tests.Store.Tracking.Filters;

public sealed class FilterTests
{
    static Filter Parse(string text, FilterSubject subject = FilterSubject.Runs) => Filter.Parse(text, subject)!;

    static Comparison Single(string text, FilterSubject subject = FilterSubject.Runs) => Assert.IsType<Comparison>(Parse(text, subject));

    [Theory]
    [InlineData("metrics.loss < 0.1", FieldKind.Metric, "loss")]
    [InlineData("metric.loss < 0.1", FieldKind.Metric, "loss")]
    [InlineData("metrics.`val loss` < 0.1", FieldKind.Metric, "val loss")]
    [InlineData("metrics.\"val loss\" < 0.1", FieldKind.Metric, "val loss")]
    [InlineData("metrics.val-loss/a.b < -1e-3", FieldKind.Metric, "val-loss/a.b")]
    [InlineData("params.and = 'x'", FieldKind.Param, "and")]
    [InlineData("parameters.depth = \"x\"", FieldKind.Param, "depth")]
    [InlineData("tags.mlflow.source.name = 'x'", FieldKind.Tag, "mlflow.source.name")]
    [InlineData("tag.`mlflow.prompt.is_prompt` != 'true'", FieldKind.Tag, "mlflow.prompt.is_prompt")]
    [InlineData("attributes.status = 'FINISHED'", FieldKind.Attribute, "status")]
    [InlineData("run.status = 'FINISHED'", FieldKind.Attribute, "status")]
    [InlineData("status = 'FINISHED'", FieldKind.Attribute, "status")]
    [InlineData("Created > 5", FieldKind.Attribute, "start_time")]
    [InlineData("`run name` = 'x'", FieldKind.Attribute, "run_name")]
    [InlineData("dataset.context = 'train'", FieldKind.Dataset, "context")]
    public void A_field_has_a_kind_and_a_key(string text, FieldKind kind, string key) => Assert.Equal(new FilterField(kind, key), Single(text).Field);

    [Theory]
    [InlineData("min(metrics.loss) < 1", MetricAggregate.Min)]
    [InlineData("MAX(metrics.loss) < 1", MetricAggregate.Max)]
    [InlineData("last(metrics.loss) < 1", MetricAggregate.Last)]
    public void A_metric_has_bounds_too(string text, MetricAggregate aggregate) => Assert.Equal(aggregate, Single(text).Field.Aggregate);

    [Theory]
    [InlineData("params.a = 'it''s'", FilterOperator.Equal, "it's")]
    [InlineData("params.a <> 'x'", FilterOperator.NotEqual, "x")]
    [InlineData("params.a like '%x'", FilterOperator.Like, "%x")]
    [InlineData("params.a ILIKE '%x'", FilterOperator.ILike, "%x")]
    [InlineData("params.a MATCHES '^x+$'", FilterOperator.Matches, "^x+$")]
    [InlineData("params.a RLIKE '^x+$'", FilterOperator.Matches, "^x+$")]
    public void A_text_is_compared_in_these_ways(string text, FilterOperator kind, string value)
    {
        var comparison = Single(text);

        Assert.Equal((kind, value), (comparison.Operator, comparison.Value.Text));
    }

    [Fact]
    public void And_binds_stronger_than_or_and_parentheses_more()
    {
        var any = Assert.IsType<AnyOf>(Parse("params.a = '1' OR params.b = '2' AND NOT params.c = '3'"));
        Assert.IsType<Not>(Assert.IsType<AllOf>(any.Parts[1]).Parts[1]);

        var all = Assert.IsType<AllOf>(Parse("(params.a = '1' OR params.b = '2') AND params.c IN ('3', '4')"));
        Assert.IsType<AnyOf>(all.Parts[0]);
        Assert.Equal(["3", "4"], Assert.IsType<Comparison>(all.Parts[1]).Value.Texts);
    }

    [Fact]
    public void Nothing_is_no_filter() => Assert.Null(Filter.Parse("  ", FilterSubject.Runs));

    [Theory]
    [InlineData("metric.los > 'x'", 14, "number")]
    [InlineData("metrcs.loss > 1", 1, "Did you mean 'metrics'?")]
    [InlineData("statu = 'x'", 1, "Did you mean 'status'?")]
    [InlineData("params.a = 'x", 12, "never closed")]
    [InlineData("params.a = 1", 12, "Write '1'.")]
    [InlineData("params.a < 'x'", 10, "for numbers")]
    [InlineData("metrics.a > 1e9999", 13, "out of range")]
    [InlineData("params.a = 'x' params.b = 'y'", 16, "AND, OR or the end")]
    [InlineData("(params.a = 'x'", 1, "not closed")]
    [InlineData("params.a ? 'x'", 10, "unexpected")]
    [InlineData("params.a MATCHES '('", 18, "can't be read")]
    [InlineData("datasets.size = 'x'", 1, "context")]
    [InlineData("min(params.a) = 'x'", 1, "takes a metric")]
    [InlineData("start_time > 1.5", 14, "whole number")]
    [InlineData("metrics.a LIKE 'x'", 16, "for texts")]
    [InlineData("params.a IN ('x'", 17, "list's end")]
    [InlineData("params. = 'x'", 1, "no key")]
    public void A_mistake_says_where_it_is(string text, int column, string part)
    {
        var mistake = Expect.Mistake("bad_filter", () => Parse(text));

        Assert.Equal(column, mistake.Column);
        Assert.Contains(part, mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_subject_lacks_is_no_field()
    {
        Expect.Mistake("bad_filter", () => Parse("metrics.a > 1", FilterSubject.Models));
        Expect.Mistake("bad_filter", () => Parse("run_id = 'x'", FilterSubject.Projects));
        Assert.Equal("version_number", Single("version_number > 3", FilterSubject.Versions).Field.Key);
        Assert.Equal("source_run_id", Single("source_run_id = 'x'", FilterSubject.LoggedModels).Field.Key);
    }

    [Fact]
    public void Length_terms_depth_and_lists_are_bounded()
    {
        Expect.Mistake("bad_filter", () => Parse(string.Join(" AND ", Enumerable.Repeat("metrics.a > 1", 101))));
        Expect.Mistake("bad_filter", () => Parse(new string('(', 10_000) + "metrics.a > 1" + new string(')', 10_000)));
        Expect.Mistake("bad_filter", () => Parse(string.Concat(Enumerable.Repeat("NOT ", 10_000)) + "metrics.a > 1"));
        Expect.Mistake("bad_filter", () => Parse($"params.a IN ({string.Join(", ", Enumerable.Repeat("'x'", 1001))})"));
        Expect.Mistake("bad_filter", () => Parse($"params.a = '{new string('x', 70_000)}'"));
    }

    [Fact]
    public void Any_text_is_a_filter_or_a_mistake()
    {
        string[] words = ["metrics.a", "params.`b c`", "status", "=", "<", ">=", "!=", "'x'", "1", "-2.5", "(", ")", ",", "AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE", "MATCHES", "min", "\"", "`", "'", "."];
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), draws =>
            IsRead(string.Join(' ', (draws ?? []).Select(draw => words[draw % words.Length]))) && IsRead(string.Concat((draws ?? []).Select(draw => (char)draw)))).CheckSeeded();
    }

    static bool IsRead(string text)
    {
        try
        {
            Filter.Parse(text, FilterSubject.Runs);
            return true;
        }
        catch (RondoException e)
        {
            return e.Mistakes[0].Code == "bad_filter";
        }
    }

    [Theory]
    [InlineData("metrics.auc DESC", true)]
    [InlineData("metrics.auc", false)]
    [InlineData("max(metrics.auc) desc", true)]
    [InlineData("attributes.start_time ASC", false)]
    [InlineData("params.`learning rate` DESC", true)]
    public void An_order_has_a_direction(string text, bool isDescending) =>
        Assert.Equal(isDescending, Assert.Single(OrderTerm.Parse([text], FilterSubject.Runs)).IsDescending);
}
