namespace Rondo.EndToEndTests;

/// <summary>A registered model becomes a file that needs no server; a plan tells what will not.</summary>
public sealed class ExportTests
{
    [Fact]
    public void A_registered_model_is_written_as_C_JavaScript_and_ONNX_and_proven()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn(200));
        var run = rondo.Run("run", "churn.csv", "--target", "churned", "--quiet", "--output", "json", "--set", "train.models=[logistic_regression]", "--set", "train.tune=none", "--set", "train.cv.repeats=1");
        Assert.True(run.Code is 0 or 3, run.ToString());
        var name = run.Json.GetProperty("model").GetString()!;

        foreach (var (target, file) in new[] { ("c", "out.c"), ("js", "out.js"), ("onnx", "out.onnx") })
        {
            var export = rondo.Run("export", $"{name}@1", "--to", target, "--out", file, "--output", "json");

            Assert.True(export.Code == 0, export.ToString());
            Assert.True(new FileInfo(Path.Combine(rondo.Folder, file)).Length > 500);
            var proof = export.Json.GetProperty("proof");
            // Without a compiler or Node the proof is not run, and says so.
            if (proof.TryGetProperty("rows", out var rows)) Assert.Equal((2000, 0), (rows.GetInt32(), proof.GetProperty("labels_different").GetInt32()));
            else Assert.NotEmpty(proof.GetProperty("not_run").GetString()!);
        }
        Assert.True(File.Exists(Path.Combine(rondo.Folder, "out.h")));
        Assert.Equal(2, rondo.Run("export", $"{name}@1", "--to", "fortran").Code);
    }

    [Fact]
    public void A_plan_tells_what_will_not_be_exported()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn(200));

        var plan = rondo.Run("plan", "churn.csv", "--target", "churned", "--output", "json", "--set", "prepare.clean.missing=knn");

        Assert.True(plan.Code == 0, plan.ToString());
        Assert.Contains("impute_knn", plan.Json.GetProperty("not_exported").ToString(), StringComparison.Ordinal);
    }
}
