using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.InProcess;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;

namespace Rondo.Extensions.Tests;

public sealed class RondoModelsTests : IDisposable
{
    sealed record Flat(double Area, string Rooms, int City);

    static readonly House _house = new(100, 3, "City 2", new DateOnly(1999, 5, 31));

    readonly TrainedHouses _houses = new TrainedHouses().Train(1);

    public void Dispose() => _houses.Dispose();

    [Fact]
    public async Task A_web_application_predicts_by_an_injected_model()
    {
        await using var app = App(services => services.AddRondoModel<House>("house@champion", At));
        app.MapPost("/price", (House h, IPredictor<House> model) => model.Predict(h));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };

        using var answer = await client.PostAsJsonAsync("/price", _house);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(290_000, json["prediction"]!.GetValue<double>(), 40_000.0);
        Assert.Equal(1, json["version"]!.GetValue<int>());
        Assert.Equal(32, json["prediction_id"]!.GetValue<string>().Length);
    }

    [Fact]
    public async Task A_promotion_is_followed_and_predictions_are_logged_with_ids()
    {
        _houses.Train(3);
        await using var app = App(services => services
            .AddRondoModel<House>("house", o => At(o) with { RefreshInterval = TimeSpan.FromMilliseconds(20), LogPredictions = true })
            .AddRondoModel("house@2", At));
        await app.StartAsync();
        var model = app.Services.GetRequiredService<RondoModel<House>>();
        var untyped = app.Services.GetRequiredService<RondoModel>();
        var first = model.Predict(_house);

        using (var workspace = Workspace.Open(_houses.Workspace)) workspace.Models.Promote(ModelReference.Version("house", 2));
        for (var n = 0; n < 200 && model.Current.Version == 1; n++) await Task.Delay(20);
        var second = model.Predict(_house);
        var third = untyped.Predict(new Dictionary<string, object?> { ["area"] = 100, ["rooms"] = 3, ["city"] = "City 2", ["Built On"] = new DateOnly(1999, 5, 31) });
        await app.StopAsync();
        await app.DisposeAsync();

        Assert.Equal((1, 2), (first.Version, second.Version));
        Assert.Equal(second.Value, third.Value);
        Assert.Equal(3, second.Value / first.Value, 0.3);
        var logged = PredictionLogReader.Read(Path.Combine(_houses.Workspace, "log")).ToArray();
        Assert.Equal([first.PredictionId, second.PredictionId], logged.Select(r => r.IdOf(0)));
    }

    [Fact]
    public async Task A_class_that_does_not_suit_stops_the_start_and_hears_everything()
    {
        await using var app = App(services => services.AddRondoModel<Flat>("house", At));

        var error = await Assert.ThrowsAsync<RondoException>(() => app.StartAsync());

        Assert.Equal(["Built On", "city", "rooms"], error.Mistakes.Select(m => m.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_a_container_the_same_models_are_loaded_by_name()
    {
        using var models = new LocalModels(At(new LocalModelOptions()));
        using (var workspace = Workspace.Open(_houses.Workspace))
        {
            var folder = Path.Combine(_houses.Workspace, "exported");
            workspace.Models.Open(workspace.Models.Get(ModelReference.Parse("house"))).Export(folder);
            using var packaged = new LocalModels(new LocalModelOptions { Package = folder });
            Assert.Equal(models.Load<House>("house@1").Predict(_house).Value, packaged.Load<House>("house").Predict(_house).Value);
        }
        Assert.Throws<RondoException>(() => models.Load("house@99"));
        Assert.Throws<RondoException>(() => new LocalModels(new LocalModelOptions { Workspace = Path.Combine(_houses.Workspace, "nowhere") }));
    }

    [Fact]
    public void What_the_guide_shows_does_what_it_says()
    {
        using var models = new LocalModels(At(new LocalModelOptions()));
        var (model, house) = (models.Load<House>("house"), _house);
        Prediction p = model.Predict(house);
        double number = p.Value;                  // of classes the probability of the one predicted
        string? name = p.Class;
        Assert.Null(name);
        Assert.Equal(number, p.Value);
        Assert.Throws<ArgumentException>(() => p.Probability("yes"));
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Rondo.slnx"))) root = Path.GetDirectoryName(root)!;
        var guide = File.ReadAllText(Path.Combine(root, "docs/guide/in-process.md"));
        foreach (var line in (string[])["Prediction p = model.Predict(house);", "double number = p.Value;                  // of classes the probability of the one predicted", "app.MapPost(\"/price\", (House h, IPredictor<House> model) => model.Predict(h));"])
            Assert.Contains(line, guide, StringComparison.Ordinal);
    }

    [Fact]
    public void The_models_of_one_workspace_share_it()
    {
        using var provider = new ServiceCollection().AddRondoModel<House>("house", At).AddRondoModel("house", At).BuildServiceProvider();

        Assert.Equal(provider.GetRequiredService<IPredictor<House>>().Predict(_house).Value, provider.GetRequiredService<RondoModel<House>>().Predict(_house).Value);
        Assert.Equal(1, provider.GetRequiredService<RondoModel>().Current.Version);
        Assert.Single(provider.GetServices<IHostedService>().Select(s => s.GetType()).Distinct());
    }

    LocalModelOptions At(LocalModelOptions options) => options with { Workspace = _houses.Workspace };

    static WebApplication App(Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        add(builder.Services);
        return builder.Build();
    }
}
