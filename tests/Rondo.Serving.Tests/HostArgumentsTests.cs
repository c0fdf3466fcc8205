using System.Net;
using Rondo.Deploy.Flags;
using Rondo.Deploy.Protocols;
using Rondo.Engine.Errors;

namespace Rondo.Serving.Tests;

/// <summary>What a host is told by its command line, its environment and the cloud that it runs in.</summary>
public sealed class HostArgumentsTests
{
    [Fact]
    public void A_flag_goes_before_the_environment_and_the_environment_before_the_default()
    {
        Assert.Equal(8080, Read([]).Options.Port);
        Assert.Equal(7000, Read([], ("RONDO_PORT", "7000")).Options.Port);
        Assert.Equal(7001, Read(["--port", "7001"], ("RONDO_PORT", "7000")).Options.Port);
        Assert.Equal(7002, Read(["--port=7002"]).Options.Port);
        Assert.Equal(16 << 20, Read([]).Options.MaxBody);
        Assert.Equal(1 << 20, Read([], ("RONDO_MAX_BODY", "1MiB")).Options.MaxBody);
    }

    [Fact]
    public void SageMaker_starts_it_with_the_word_serve()
    {
        var settings = Read(["serve"]);

        Assert.Equal((Contract.Sagemaker, 8080, IPAddress.Any), (settings.Options.Contract, settings.Options.Port, settings.Options.Address));
    }

    [Fact]
    public void Vertex_says_the_port_and_where_the_model_is()
    {
        using var package = new HousePackage();
        var settings = Read([], ("AIP_HTTP_PORT", "8501"), ("AIP_STORAGE_URI", package.Write()), ("PORT", "9"));

        Assert.Equal((Contract.Vertex, 8501, IPAddress.Any), (settings.Options.Contract, settings.Options.Port, settings.Options.Address));
        Assert.Equal((package.Folder + "/models", true), (settings.Package, settings.IsPackagePlatforms));
        // A bucket is no folder: the image's own model serves.
        Assert.Null(Read([], ("AIP_HTTP_PORT", "8501"), ("AIP_STORAGE_URI", "gs://bucket/model")).Package);
    }

    [Fact]
    public void Azure_says_where_the_model_is_and_how_long_a_request_may_take()
    {
        using var package = new HousePackage();
        var settings = Read([], ("AZUREML_MODEL_DIR", package.Write()), ("SCORING_TIMEOUT_MS", "2500"));

        Assert.Equal((Contract.Azure, TimeSpan.FromSeconds(2.5)), (settings.Options.Contract, settings.Options.Timeout));
        Assert.Equal(package.Folder + "/models", settings.Package);
    }

    [Fact]
    public void Other_platforms_say_the_port_alone()
    {
        Assert.Equal(9000, Read([], ("PORT", "9000")).Options.Port);
        Assert.Equal(7000, Read([], ("PORT", "9000"), ("RONDO_PORT", "7000")).Options.Port);
    }

    [Fact]
    public void Lists_and_switches_have_variables_too()
    {
        var settings = Read([], ("RONDO_LOG_MASK", "name, street"), ("RONDO_BIND", "0.0.0.0"), ("RONDO_OPEN", "true"), ("RONDO_LOG_JSON", "1"));

        Assert.Equal(["name", "street"], settings.PredictionLog!.Masked.Order(StringComparer.Ordinal));
        Assert.True(settings.Log.IsJson);
        Assert.Null(Read([], ("RONDO_NO_LOG", "true")).PredictionLog);
        Assert.Equal("keys_needed", Code([], ("RONDO_BIND", "0.0.0.0"), ("RONDO_OPEN", "false")));
    }

    [Theory]
    [InlineData("--prot", "80")]
    [InlineData("--port")]
    [InlineData("--port", "70000")]
    [InlineData("--port", "-1")]
    [InlineData("--max-rows", "0")]
    [InlineData("--max-body", "much")]
    [InlineData("--rate-limit", "fast")]
    [InlineData("--timeout", "NaN")]
    [InlineData("--contract", "nobody")]
    [InlineData("--bind", "everywhere")]
    [InlineData("--log-sample", "2")]
    [InlineData("--log-retain", "30")]
    [InlineData("--tls-cert", "a.pem")]
    [InlineData("house")]
    public void What_a_flag_cannot_be_is_refused(params string[] arguments) => Assert.Equal("bad_arguments", Code(arguments));

    static string Code(string[] arguments, params (string, string)[] environment) =>
        Assert.Throws<RondoException>(() => Read(arguments, environment)).Mistakes[0].Code;

    static HostSettings Read(string[] arguments, params (string Name, string Value)[] environment)
    {
        string? Setting(string name) => environment.FirstOrDefault(e => e.Name == name).Value;
        return ServingFlags.Read(HostArguments.Parse(arguments, Setting).Given, mayBePlatforms: true, Setting);
    }
}
