using System.Linq.Expressions;
using Rondo.Define;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Fluent.Typed;

/// <summary>Reads <c>m =&gt; m.Rmse &lt;= 50_000 &amp;&amp; m.R2 &gt;= 0.8</c> as bounds in each metric's good direction.</summary>
static class SuccessBounds
{
    public static IEnumerable<(string Metric, double Bound)> Of(Expression criterion) => criterion switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso } both => Of(both.Left).Concat(Of(both.Right)),
        BinaryExpression { NodeType: ExpressionType.LessThanOrEqual or ExpressionType.GreaterThanOrEqual } bound => [One(bound)],
        _ => throw Refused(criterion),
    };

    static (string, double) One(BinaryExpression bound)
    {
        var isAtMost = bound.NodeType == ExpressionType.LessThanOrEqual;
        var (metric, value) = (bound.Left, bound.Right);
        if (metric is not MemberExpression) (metric, value, isAtMost) = (value, metric, !isAtMost);
        if (metric is not MemberExpression { Expression: ParameterExpression } member) throw Refused(bound);
        var word = MetricWords.Find(PartCatalog.SnakeCase(member.Member.Name))!;
        if (word.HigherIsBetter == isAtMost)
            throw new RondoException("bad_bound", $"'{word.Name}' is better the {(word.HigherIsBetter ? "higher" : "lower")} it is, and is bounded from the other side.", $"Write `m.{member.Member.Name} {(isAtMost ? ">=" : "<=")} ...`.");
        return (word.Name, Constants.Of(value) is IConvertible number ? number.ToDouble(null) : throw Refused(bound));
    }

    static RondoException Refused(Expression criterion) => new("bad_bound", $"'{criterion}' is no bound of a metric.", "Write bounds such as `m => m.Rmse <= 50_000 && m.R2 >= 0.8`.");
}
