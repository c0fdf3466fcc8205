#:project ../../src/Rondo.Lifecycle/Rondo.Lifecycle.csproj
#:property PublishAot=false
using Rondo.Lifecycle.Fluent;

var spec = Lifecycle.Create("penguins")
    .Define(d => d.Target("Species").Success(accuracy: 0.95))
    .Prepare(p => p.From("../data/penguins.json").Derive("beak_ratio", "`Beak Length (mm)` / `Beak Depth (mm)`"))
    .Train(t => t.Models(Model.LogisticRegression(), Model.RandomForest(nEstimators: 200)).CrossValidate(folds: 5).Tune(Search.None))
    .Build();

var result = await spec.RunAsync();
Console.WriteLine($"{result.Version}: {result.Report.Best}, accuracy {result.Best.Test["accuracy"]:0.000} on rows that it never saw");
