namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// A cheap stand-in for the curvature: the correlations of the numbers once and for all, the exact diagonal at every step.
/// It makes the solver blind to the columns' units.
/// </summary>
sealed class Preconditioner
{
    private const int DenseAtMost = 512;

    private readonly LinearDesign _design;
    private readonly Gram? _gram;
    private readonly Cholesky? _correlations;
    private readonly double[] _roots;

    /// <param name="design">The columns.</param>
    /// <param name="scores">Linear scores; each has all slots.</param>
    /// <param name="penalty">Added to the diagonal.</param>
    /// <param name="curvature">A typical row's, between 0 and 1.</param>
    public Preconditioner(LinearDesign design, int scores, double penalty, double curvature)
    {
        _design = design;
        _roots = new double[scores * design.Slots];
        if (design.Numbers.Length is < 2 or > DenseAtMost) return;
        _gram = new Gram(design, withCategories: false);
        var size = _gram.Size;
        var matrix = (double[])_gram.Matrix.Clone();
        for (var i = 0; i < matrix.Length; i++) matrix[i] *= curvature;
        for (var i = 0; i < size; i++) matrix[i * size + i] += penalty;
        var diagonal = Enumerable.Range(0, size).Select(i => matrix[i * size + i]).ToArray();
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++) matrix[i * size + j] = diagonal[i] > 0 && diagonal[j] > 0 ? matrix[i * size + j] / Math.Sqrt(diagonal[i] * diagonal[j]) : 0;
        // Keeps the factor away from dropping columns: a preconditioner must see every direction.
        for (var i = 0; i < size; i++) matrix[i * size + i] = 1 + 1e-10;
        _correlations = new Cholesky(matrix, size);
    }

    /// <summary>Takes the curvature's diagonal as it is now.</summary>
    public void Update(ReadOnlySpan<double> diagonal)
    {
        for (var i = 0; i < diagonal.Length; i++) _roots[i] = diagonal[i] > 0 ? Math.Sqrt(diagonal[i]) : 0;
    }

    /// <summary>Writes the solution for this right side.</summary>
    public void Solve(ReadOnlySpan<double> right, Span<double> solution)
    {
        for (var i = 0; i < right.Length; i++) solution[i] = _roots[i] > 0 ? right[i] / _roots[i] : 0;
        if (_correlations is not null)
        {
            Span<double> numbers = stackalloc double[_gram!.Size];
            for (var start = 0; start < right.Length; start += _design.Slots)
            {
                for (var i = 0; i < numbers.Length; i++) numbers[i] = solution[start + _gram.Slots[i]];
                _correlations.Solve(numbers);
                for (var i = 0; i < numbers.Length; i++) solution[start + _gram.Slots[i]] = numbers[i];
            }
        }
        for (var i = 0; i < right.Length; i++) solution[i] = _roots[i] > 0 ? solution[i] / _roots[i] : 0;
        if (right.Length > _design.Slots) Balance(solution);
    }

    /// <summary>
    /// Takes from each slot its mean over the scores. Moving all classes alike changes no probability, so the optimum has none of
    /// it; left in, these directions, flat but for the penalty, would cost the solver hundreds of steps.
    /// </summary>
    public void Balance(Span<double> coefficients)
    {
        var slots = _design.Slots;
        var scores = coefficients.Length / slots;
        for (var s = 0; s < slots; s++)
        {
            var sum = 0.0;
            for (var i = s; i < coefficients.Length; i += slots) sum += coefficients[i];
            for (var i = s; i < coefficients.Length; i += slots) coefficients[i] -= sum / scores;
        }
    }
}
