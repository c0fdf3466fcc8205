using System.Text.Json.Nodes;
using Rondo.Define;

namespace Rondo.Lifecycle.Spec.JsonSchema;

/// <summary>The schema of the section <c>define</c>.</summary>
static class DefineSchema
{
    public static JsonObject Of() => Rule.Section(
    [
        ("question", Rule.Text().Says("What the model is to answer.")),
        ("hypothesis", Rule.Text().Says("Why it should be possible.")),
        ("owner", Rule.Text().Says("Who answers for it.")),
        ("task", Rule.Word(SpecWords.Tasks).Says("What kind of task it is; found from the target when left out.")),
        ("target", Rule.Any(Rule.Text(), Rule.Map(Rule.Single()).With("minProperties", 1).With("maxProperties", 1))
            .Says("The column to predict, or a name with an expression over columns: `{ late: delay >= 15 }`.")),
        ("positive", Rule.Single().Says("The class whose probability a binary model gives; the rarer one when left out.")),
        ("baseline", Rule.Word(SpecWords.Baselines).Says("What a model must beat to be worth anything.")),
        ("costs", Rule.Section(
            ("false_positive", Rule.Positive().Says("The cost of predicting the positive class wrongly.")),
            ("false_negative", Rule.Positive().Says("The cost of missing a positive."))).Needs("false_positive", "false_negative").Says("What wrong predictions of a binary task cost.")),
        ("success", Success()),
    ]).Says("What is to be predicted, and how well.")
        .With("if", new JsonObject { ["properties"] = new JsonObject { ["task"] = new JsonObject { ["const"] = "clustering" } }, ["required"] = Rule.Array(["task"]) })
        .With("then", new JsonObject())
        .With("else", new JsonObject { ["required"] = Rule.Array(["target"]) });

    static JsonObject Success()
    {
        var bounds = MetricWords.Predictive.Concat(MetricWords.Other).Select(metric => (metric.Name, Bound(metric)));
        var recall = Bound(MetricWords.Find("recall_at_precision(0.5)")!).Says("The recall at the threshold with this precision.");
        return Rule.Section([.. bounds])
            .With("patternProperties", new JsonObject { [@"^recall_at_precision\((0?\.[0-9]*[1-9][0-9]*|1(\.0*)?|[0-9.]+[eE]-[0-9]+)\)$"] = recall })
            .Says("Bounds that a version must keep to get an alias, each a bare number in the metric's good direction.");
    }

    static JsonObject Bound(MetricWord metric) => Rule.Real(double.IsFinite(metric.Min) ? metric.Min : null, double.IsFinite(metric.Max) ? metric.Max : null)
        .Says(metric.HigherIsBetter ? "At least this." : "At most this.");
}
