using Rondo.Engine.Errors;

namespace Rondo.Engine.Algorithms.Bayes;

/// <summary>Where each class keeps what it knows of a column: one place for a number, one for each category.</summary>
sealed class BayesLayout
{
    private readonly int[] _offsets;

    public BayesLayout(NaiveBayesKind kind, Feature[] features, int classes)
    {
        (Kind, Features, Classes) = (kind, features, classes);
        _offsets = new int[features.Length];
        for (var j = 0; j < features.Length; j++)
        {
            _offsets[j] = Width;
            Width = checked(Width + Math.Max(1, features[j].Cardinality));
        }
    }

    public NaiveBayesKind Kind { get; }

    public Feature[] Features { get; }

    public int Classes { get; }

    public int Width { get; }

    public long Length => (long)Classes * Width;

    public int Offset(int feature) => _offsets[feature];

    public void RefuseWhatHasNoLikelihood(FeatureMatrix rows)
    {
        var mistakes = new List<Mistake>();
        for (var j = 0; j < Features.Length; j++)
        {
            if (Features[j].IsCategorical) continue;
            var column = rows.Columns[j];
            var wrong = Array.FindIndex(column, HasNoLikelihood);
            if (wrong >= 0) mistakes.Add(MistakeOf(j, column[wrong]) with { Row = wrong + 1 });
        }
        if (mistakes.Count > 0) throw new RondoException(mistakes);
    }

    public void RefuseWhatHasNoLikelihood(ReadOnlySpan<float> row)
    {
        for (var j = 0; j < row.Length; j++)
            if (!Features[j].IsCategorical && HasNoLikelihood(row[j])) throw new RondoException([MistakeOf(j, row[j])]);
    }

    bool HasNoLikelihood(float value) => float.IsInfinity(value) || (Kind == NaiveBayesKind.Multinomial && value < 0);

    Mistake MistakeOf(int feature, float value) => float.IsInfinity(value)
        ? new("not_finite", $"The column '{Features[feature].Name}' has a value that is infinite, which no class makes likely.") { Field = Features[feature].Name, Hint = "Clip infinite values before the model." }
        : new("negative_count", FormattableString.Invariant($"The column '{Features[feature].Name}' has the value {value}; multinomial naive Bayes takes counts, which are not negative.")) { Field = Features[feature].Name, Hint = "Leave the column out, or use kind: gaussian." };
}
