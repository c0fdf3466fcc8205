namespace Rondo.Lifecycle.Fluent;

/// <summary>The section <c>train.evaluate</c>.</summary>
public sealed class EvaluateWords : SectionWords<EvaluateWords>
{
    /// <summary>Any of permutation, shap and partial_dependence; none of them when called with nothing.</summary>
    public EvaluateWords Explain(params string[] methods) => Put(methods, "explain");

    /// <summary>Columns whose values are judged one by one.</summary>
    public EvaluateWords Slices(params string[] columns) => Put(columns, "slices");

    /// <summary>The worst group's metric must be at least this share of the best group's.</summary>
    public EvaluateWords Fairness(string by, string metric, double? ratio = null) => PutGiven("fairness", ("by", by), ("metric", metric), ("ratio", ratio));

    /// <summary>The probability with which prediction intervals should hold the truth.</summary>
    public EvaluateWords Intervals(double probability) => Put(probability, "intervals");

    public EvaluateWords LearningCurve(bool isDrawn = true) => Put(isDrawn, "learning_curve");
}
