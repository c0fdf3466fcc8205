using System.Text.RegularExpressions;

namespace Rondo.Lifecycle.Spec;

/// <summary>
/// Words of the lifecycle file that this version reads nothing from. They are mistakes, never ignored.
/// A key is written as its path, a value as the path of its key, '=' and the word.
/// </summary>
static partial class NotYetSupported
{
    private static readonly HashSet<string> s_words = new(StringComparer.Ordinal)
    {
        "define.costs",
        "define.task=clustering",
        "define.success=cost",
        "define.success=cost_per_customer",
        "define.success=recall_at_precision",
        "define.success=silhouette",
        "define.success=davies_bouldin",
        "define.success=ari",

        "prepare.sources",
        "prepare.query",
        "prepare.join",
        "prepare.checks",
        "prepare.balance",
        "prepare.augment",
        "prepare.clean.outliers",
        "prepare.clean.categories",
        "prepare.features.select",
        "prepare.features.encode=target",
        "prepare.features.encode=tfidf",
        "prepare.features.encode=hash",
        "prepare.features.encode=frequency",

        "train.tune",
        "train.calibrate",
        "train.threshold",
        "train.cv.gap=duration",
        "train.evaluate.slices",
        "train.evaluate.intervals",
        "train.evaluate.fairness",
        "train.evaluate.explain=shap",
        "train.models=auto",
        "train.models=random_forest",
        "train.models=mlp",
        "train.metric=cost",
        "train.metric=silhouette",
        "train.metric=davies_bouldin",
        "train.metric=ari",
    };

    public static bool HasKey(string path) => s_words.Contains(path);

    public static bool HasValue(string path, string word) => s_words.Contains($"{path}={word}");

    /// <summary>Whether an expression has an aggregate over time, such as <c>count(events.call, 30d)</c>.</summary>
    public static bool IsWindow(string expression) => Window().IsMatch(expression);

    [GeneratedRegex(@",\s*[0-9]+(s|m|h|d|w|mo|y)\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Window();
}
