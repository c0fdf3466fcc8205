using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// The features as linear models see them: numbers, and a 0/1 indicator for each category that is never laid out.
/// Every column is centred by its weighted mean without touching the data; the unpenalised intercept makes that free,
/// and a large offset costs neither digits nor iterations. A slot is a coefficient; the intercept is the last one.
/// </summary>
sealed class LinearDesign
{
    /// <summary>Rows handled at a time: vectors of this length stay in the first cache.</summary>
    public const int Chunk = 1024;

    private readonly Category[] _categories;
    private readonly float[][] _numbers;
    private readonly int[] _numberFeatures;

    public LinearDesign(FeatureMatrix features, double[] weights, int threads, CancellationToken cancellation)
    {
        Features = features;
        Weights = weights;
        Threads = threads;
        Cancellation = cancellation;
        TotalWeight = Reductions.Sum(weights);
        _numberFeatures = [.. Enumerable.Range(0, features.Features.Count).Where(j => !features.Features[j].IsCategorical)];
        _numbers = [.. _numberFeatures.Select(j => features.Columns[j])];
        RefuseWhatIsNotFinite();
        var offset = _numbers.Length;
        var categories = new List<Category>();
        for (var j = 0; j < features.Features.Count; j++)
        {
            if (!features.Features[j].IsCategorical) continue;
            cancellation.ThrowIfCancellationRequested();
            categories.Add(new Category(j, offset, features.Features[j].Cardinality, features.Columns[j]));
            offset += features.Features[j].Cardinality + 1;
        }
        _categories = [.. categories];
        Slots = offset + 1;
        Centres = new double[Slots];
        IsActive = new bool[Slots];
        Centre();
    }

    public FeatureMatrix Features { get; }

    public double[] Weights { get; }

    public double TotalWeight { get; }

    public int Threads { get; }

    public CancellationToken Cancellation { get; }

    public int Rows => Features.Rows;

    /// <summary>Coefficients, one spare for each categorical feature's missing value (always 0), and the intercept.</summary>
    public int Slots { get; }

    public int Intercept => Slots - 1;

    /// <summary>Weighted mean of each slot's column.</summary>
    public double[] Centres { get; }

    /// <summary>Whether a slot can have another coefficient than 0; constant columns can't.</summary>
    public bool[] IsActive { get; }

    public ReadOnlySpan<Category> Categories => _categories;

    public ReadOnlySpan<float[]> Numbers => _numbers;

    /// <summary>A categorical feature: the slot of each row.</summary>
    public sealed class Category
    {
        public Category(int feature, int offset, int cardinality, float[] codes)
        {
            (Feature, Offset, Cardinality) = (feature, offset, cardinality);
            Slots = new int[codes.Length];
            for (var i = 0; i < codes.Length; i++) Slots[i] = offset + LinearModel.SlotOf(codes[i], cardinality);
        }

        public int Feature { get; }

        public int Offset { get; }

        public int Cardinality { get; }

        public int[] Slots { get; }
    }

    /// <summary>What the centring takes off every row's score.</summary>
    public double Shift(ReadOnlySpan<double> coefficients) => coefficients[Intercept] - Reductions.Dot(coefficients[..Intercept], Centres.AsSpan(0, Intercept));

    /// <summary>The scores of rows from start on, as many as fit into <paramref name="scores"/>.</summary>
    public void Scores(ReadOnlySpan<double> coefficients, double shift, int start, Span<double> scores)
    {
        scores.Fill(shift);
        for (var j = 0; j < _numbers.Length; j++)
            if (coefficients[j] != 0) MixedVectors.AddScaled(coefficients[j], _numbers[j].AsSpan(start, scores.Length), scores);
        foreach (var category in _categories)
        {
            var slots = category.Slots.AsSpan(start, scores.Length);
            for (var i = 0; i < slots.Length; i++) scores[i] += coefficients[slots[i]];
        }
    }

    /// <summary>Adds the uncentred products of the columns with these rows' residuals. Give the sum to <see cref="FinishProducts"/>.</summary>
    public void AddProducts(ReadOnlySpan<double> residuals, int start, Span<double> sums)
    {
        for (var j = 0; j < _numbers.Length; j++) sums[j] += MixedVectors.Dot(residuals, _numbers[j].AsSpan(start, residuals.Length));
        foreach (var category in _categories)
        {
            var slots = category.Slots.AsSpan(start, residuals.Length);
            for (var i = 0; i < slots.Length; i++) sums[slots[i]] += residuals[i];
        }
        sums[Intercept] += Reductions.Sum(residuals);
    }

    public void FinishProducts(Span<double> sums)
    {
        var total = sums[Intercept];
        for (var s = 0; s < Intercept; s++) sums[s] = IsActive[s] ? sums[s] - Centres[s] * total : 0;
    }

    /// <summary>Adds the squares of the columns with these rows' curvatures. Give the sum to <see cref="FinishSquares"/>.</summary>
    public void AddSquares(ReadOnlySpan<double> curvatures, int start, Span<double> sums)
    {
        for (var j = 0; j < _numbers.Length; j++) sums[j] += MixedVectors.SquaresAround(Centres[j], curvatures, _numbers[j].AsSpan(start, curvatures.Length));
        foreach (var category in _categories)
        {
            var slots = category.Slots.AsSpan(start, curvatures.Length);
            for (var i = 0; i < slots.Length; i++) sums[slots[i]] += curvatures[i];
        }
        sums[Intercept] += Reductions.Sum(curvatures);
    }

    public void FinishSquares(Span<double> sums)
    {
        var total = sums[Intercept];
        for (var s = _numbers.Length; s < Intercept; s++)
            sums[s] = Math.Max(0, sums[s] * (1 - 2 * Centres[s]) + Centres[s] * Centres[s] * total);
    }

    /// <summary>The model with these coefficients, one set of slots for each linear score.</summary>
    public LinearModel ToModel(TaskKind task, int outputs, ReadOnlySpan<double> coefficients, int iterations, bool hasConverged)
    {
        var scores = coefficients.Length / Slots;
        var features = Features.Features;
        var width = features.Sum(f => Math.Max(1, f.Cardinality));
        var weights = new double[scores * width];
        var intercepts = new double[scores];
        var meanTerms = new double[scores * features.Count];
        for (var k = 0; k < scores; k++)
        {
            var own = coefficients.Slice(k * Slots, Slots);
            intercepts[k] = Shift(own);
            var to = k * width;
            var (number, category) = (0, 0);
            for (var j = 0; j < features.Count; j++)
            {
                var from = features[j].IsCategorical ? _categories[category++].Offset : number++;
                var length = Math.Max(1, features[j].Cardinality);
                own.Slice(from, length).CopyTo(weights.AsSpan(to));
                meanTerms[k * features.Count + j] = Reductions.Dot(own.Slice(from, length), Centres.AsSpan(from, length));
                to += length;
            }
        }
        return new LinearModel(task, outputs, features, weights, intercepts, meanTerms, iterations, hasConverged);
    }

    /// <summary>The slots from which this model would come, for a warm start.</summary>
    public void FromModel(LinearModel model, Span<double> coefficients)
    {
        for (var k = 0; k < model.Scores; k++)
        {
            var own = coefficients.Slice(k * Slots, Slots);
            var from = 0;
            var (number, category) = (0, 0);
            foreach (var feature in Features.Features)
            {
                var to = feature.IsCategorical ? _categories[category++].Offset : number++;
                model.Coefficients(k).Slice(from, Math.Max(1, feature.Cardinality)).CopyTo(own[to..]);
                from += Math.Max(1, feature.Cardinality);
            }
            for (var s = 0; s < Intercept; s++)
                if (!IsActive[s]) own[s] = 0;
            own[Intercept] = model.Intercepts[k] + Reductions.Dot(own[..Intercept], Centres.AsSpan(0, Intercept));
        }
    }

    void Centre()
    {
        new BlockSums(Rows, Slots, Threads, Cancellation).Sum(Centres, (start, end, sums) =>
        {
            for (var chunk = start; chunk < end; chunk += Chunk) AddProducts(Weights.AsSpan(chunk, Math.Min(Chunk, end - chunk)), chunk, sums);
        });
        for (var s = 0; s < Intercept; s++) Centres[s] /= TotalWeight;
        Centres[Intercept] = 0;
        WorkBlocks.Run(_numbers.Length, 1, Threads, (j, _, _) => IsActive[j] = _numbers[j].AsSpan().IndexOfAnyExcept(_numbers[j][0]) >= 0, Cancellation);
        foreach (var category in _categories)
        {
            var isConstant = category.Slots.AsSpan().IndexOfAnyExcept(category.Slots[0]) < 0;
            for (var s = category.Offset; s < category.Offset + category.Cardinality; s++) IsActive[s] = !isConstant && Centres[s] > 0;
            // The spare slot is no coefficient, so it has no mean to take off either.
            Centres[category.Offset + category.Cardinality] = 0;
        }
        IsActive[Intercept] = true;
    }

    void RefuseWhatIsNotFinite()
    {
        var mistakes = new Mistake?[_numbers.Length];
        WorkBlocks.Run(_numbers.Length, 1, Threads, (j, _, _) =>
        {
            var column = _numbers[j];
            for (var i = 0; i < column.Length; i++)
            {
                if (float.IsFinite(column[i])) continue;
                mistakes[j] = LinearModel.NotFinite(Features.Features[_numberFeatures[j]].Name, column[i]) with { Row = i + 1 };
                return;
            }
        }, Cancellation);
        if (mistakes.Any(m => m is not null)) throw new RondoException(mistakes.OfType<Mistake>());
    }
}
