namespace Rondo.Engine.Algorithms.Bayes;

/// <summary>How numbers are distributed within a class.</summary>
public enum NaiveBayesKind
{
    /// <summary>By a normal law of their own for each class and column.</summary>
    Gaussian,
    /// <summary>As counts of events: words in a text, items in a basket.</summary>
    Multinomial,
}
