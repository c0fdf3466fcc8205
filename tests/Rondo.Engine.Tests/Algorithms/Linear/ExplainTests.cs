using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Tests.Algorithms.Linear;

public sealed class ExplainTests
{
    public static TheoryData<IAlgorithm, TaskKind> Cases => new()
    {
        { new RidgeRegression(), TaskKind.Regression },
        { new LinearRegression(), TaskKind.Regression },
        { new LogisticRegression(), TaskKind.Binary },
        { new LogisticRegression(), TaskKind.Multiclass },
        { new LinearSvm(), TaskKind.Multiclass },
        { new LinearSvm(), TaskKind.Binary },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Contributions_add_up_to_the_score(IAlgorithm algorithm, TaskKind task)
    {
        var data = LinearData.Random(400, task);
        var model = (IAdditiveModel)algorithm.Fit(data, new FitContext());
        foreach (var row in Rows(data.Features).Take(20))
        {
            var split = Explain(model, row).Chunk(model.Inputs + 1).Select(s => s.Sum()).ToArray();
            var output = new double[model.Outputs];
            model.Predict(row, output);
            if (task == TaskKind.Regression) Assert.Equal(output[0], split[0], 1e-9);
            else if (task == TaskKind.Binary) Assert.Equal(output[1], 1 / (1 + Math.Exp(-split[0])), 1e-9);
            else for (var k = 0; k < split.Length; k++) Assert.Equal(output[k], Math.Exp(split[k]) / split.Sum(Math.Exp), 1e-9);
        }
    }

    [Fact]
    public void Contributions_have_a_mean_of_zero_over_the_training_rows()
    {
        var data = LinearData.Random(300, TaskKind.Regression);
        var model = (IAdditiveModel)new RidgeRegression().Fit(data, new FitContext());
        var all = Rows(data.Features).Select(r => Explain(model, r)).ToArray();
        for (var j = 0; j < model.Inputs; j++) Assert.Equal(0, all.Average(c => c[j]), 1e-9);
        Assert.Equal(data.Target.Values.Average(), all[0][^1], 1e-9);
    }

    [Fact]
    public void A_model_written_before_means_were_kept_predicts_the_same_and_explains_by_whole_terms()
    {
        var writer = new PipelineWriter();
        writer.Text("linear");
        writer.Int(1);
        writer.Int((int)TaskKind.Regression);
        writer.Int(1);
        writer.Texts(["x", "kind"]);
        writer.Ints([0, 2]);
        writer.Doubles([2, -1, 1]);
        writer.Doubles([0.5]);
        writer.Int(3);
        writer.Bool(true);

        var model = new PipelineReader(writer.Written.ToArray(), FittedCatalog.Engine).Fitted<LinearModel>();

        var output = new double[1];
        model.Predict([3, 1], output);
        Assert.Equal(7.5, output[0]);
        Assert.Equal([6, 1, 0.5], Explain(model, [3, 1]));
    }

    static double[] Explain(IAdditiveModel model, float[] row)
    {
        var contributions = new double[model.Scores * (model.Inputs + 1)];
        model.Explain(row, contributions);
        return contributions;
    }

    static IEnumerable<float[]> Rows(FeatureMatrix matrix)
    {
        for (var i = 0; i < matrix.Rows; i++)
        {
            var row = new float[matrix.Columns.Length];
            matrix.CopyRow(i, row);
            yield return row;
        }
    }
}
