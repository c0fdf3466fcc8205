namespace Rondo.Engine.Algorithms.Neural;

/// <summary>A categorical feature, and where its learned vector stands among the inputs of the first layer.</summary>
sealed record EmbeddingTable(int Feature, int Cardinality, int Dimension, int Column)
{
    // 64 MiB of moments and weights for 16 MiB of table; more would not be learned from the rows that a category has.
    private const int LargestTable = 1 << 22;

    /// <summary>min(50, ceil(1.6 cardinality^0.56)), the rule of fastai (Howard and Gugger 2020); less where the table would grow too large.</summary>
    public static int DimensionFor(int cardinality, int asked)
    {
        var dimension = asked > 0 ? asked : (int)Math.Min(50, Math.Ceiling(1.6 * Numerics.Functions.Pow(cardinality, 0.56)));
        return Math.Clamp(dimension, 1, Math.Max(1, LargestTable / cardinality));
    }

    /// <summary>Where the category's vector begins in the table; -1 for a missing or unknown category, whose vector is 0.</summary>
    public int StartOf(float code) => code >= 0 && code < Cardinality ? (int)code * Dimension : -1;
}
