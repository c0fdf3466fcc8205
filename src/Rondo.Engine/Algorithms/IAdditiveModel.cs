namespace Rondo.Engine.Algorithms;

/// <summary>A model that splits its score exactly into contributions of its features: trees by TreeSHAP, linear models by their terms.</summary>
public interface IAdditiveModel : IModel
{
    /// <summary>
    /// Scores that are split: 1 for regression (the prediction) and binary tasks (the positive class's), else one a class.
    /// </summary>
    int Scores { get; }

    /// <summary>Whether the scores are probabilities already (forests, trees); else, for classes, they are log-odds before sigmoid or softmax.</summary>
    bool ScoresAreProbabilities { get; }

    /// <summary>Shapes: Inputs in, Scores x (Inputs + 1) out, score by score; the last of each score is its base value. Each adds up to the score.</summary>
    void Explain(ReadOnlySpan<float> row, Span<double> contributions);
}
