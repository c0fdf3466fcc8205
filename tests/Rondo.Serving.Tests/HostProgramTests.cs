using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rondo.Serving.Tests;

/// <summary>The program of images and executables, run in this process.</summary>
public sealed class HostProgramTests : IDisposable
{
    readonly HousePackage _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_package_in_a_folder_is_served_as_the_version_that_it_was_registered_as()
    {
        await using var host = await Served.Start(_house.Write(), "--package", _house.Write(), "--port", "0", "--drain-delay", "0");

        var answer = await host.Predict("house", """{"area":65.5,"rooms":3}""");

        Assert.Equal(3, answer.GetProperty("version").GetInt32());
        Assert.Equal(_house.Predict(65.5, 3), answer.GetProperty("predictions")[0].GetProperty("prediction").GetDouble());
        // As in the workspace that it comes from, a row may lack what training data could lack: then the model says what it makes of that.
        Assert.DoesNotContain("no such column", (await host.Post("house", """{"area":65.5}""")).Text, StringComparison.Ordinal);
        Assert.Contains("no such column", (await host.Post("house", """{"rooms":3}""")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_within_the_program_is_served_when_it_is_asked_to()
    {
        await using var host = await Served.Start(_house.WriteProgram("Häuser: *"), "--serve", "--port", "0", "--drain-delay", "0");

        var answer = await host.Predict("Häuser: *", """{"area":65.5,"rooms":3}""");

        Assert.Equal(_house.Predict(65.5, 3), answer.GetProperty("predictions")[0].GetProperty("prediction").GetDouble());
    }

    [Fact]
    public async Task The_probe_tells_whether_the_host_is_ready()
    {
        var host = await Served.Start(_house.Write(), "--package", _house.Write(), "--port", "0", "--drain-delay", "0");
        string[] probe = ["probe", "--port", host.Client.BaseAddress!.Port.ToString(CultureInfo.InvariantCulture)];

        Assert.Equal(0, (await Ended("", probe)).Code);
        Assert.Equal(0, await host.Stop());
        Assert.Equal(1, (await Ended("", probe)).Code);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Rows_of_comma_separated_text_come_in_and_predictions_go_out()
    {
        var (code, output, _) = await Piped("id,rooms,area,price\n7,3,65.5,1\n8,1,50,\n");

        Assert.Equal(0, code);
        Assert.Equal($"prediction\n{Text(65.5, 3)}\n{Text(50, 1)}\n", output);
    }

    [Fact]
    public async Task Rows_in_JSON_are_answered_in_JSON()
    {
        var (code, output, _) = await Piped("\uFEFF{\"area\":65.5,\"rooms\":3,\"note\":\"a \\\" quote\"}\n\n{\"rooms\":1,\"area\":50}");

        Assert.Equal(0, code);
        Assert.Equal($"{{\"prediction\":{Text(65.5, 3)}}}\n{{\"prediction\":{Text(50, 1)}}}\n", output);
    }

    [Fact]
    public async Task Many_rows_are_predicted_block_by_block()
    {
        var rows = new StringBuilder("area,rooms,\"a note, with\nlines\"\n");
        for (var i = 0; i < 30_000; i++) rows.Append(CultureInfo.InvariantCulture, $"{i / 8.0},{i % 7},\"row {i}\n, \"\"quoted\"\"\"\r\n");

        var (code, output, error) = await Piped(rows.ToString());

        Assert.True(code == 0, error);
        var lines = output.Split('\n')[1..^1];
        Assert.Equal(30_000, lines.Length);
        Assert.Equal(Text(29_999 / 8.0, 29_999 % 7), lines[^1]);
    }

    [Theory]
    [InlineData("area,rooms\n1,2\n3,x\n", "Row 2, column 'rooms'")]
    [InlineData("area,rooms\n1,2,3\n", "Row 1: expected 2 values, got 3")]
    [InlineData("rooms\n1\n", "column 'area'")]
    [InlineData("area,area,rooms\n1,1,1\n", "twice")]
    [InlineData("area,rooms\n\"1,2\n", "closing quote")]
    [InlineData("{\"area\":1}{\"area\":2}\n", "one JSON object a line")]
    [InlineData("{\"area\":true,\"rooms\":1}\n", "column 'area'")]
    [InlineData("", "column names")]
    public async Task A_row_that_is_none_ends_with_2_and_says_where(string rows, string expected)
    {
        var (code, _, error) = await Piped(rows);

        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_model_within_the_program_is_refused()
    {
        var path = _house.WriteProgram();
        var bytes = await File.ReadAllBytesAsync(path);
        foreach (var at in (int[])[20, 25, bytes.Length - 60, bytes.Length - 50, bytes.Length - 45, bytes.Length - 10])
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x41;
            await File.WriteAllBytesAsync(path, damaged);

            var (code, _, error) = await Ended(path, []);

            Assert.Equal(2, code);
            Assert.Contains("damaged", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_it_does_not_know_is_told()
    {
        Assert.Contains("--format", (await Ended(_house.WriteProgram(), ["rows.csv"])).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Ended(_house.Write(), ["--package", "/nowhere"])).Code);
        var help = await Ended(_house.WriteProgram(), ["--help"]);
        Assert.Equal(0, help.Code);
        Assert.Contains("house@3", help.Out, StringComparison.Ordinal);
    }

    string Text(double area, long rooms) => JsonSerializer.Serialize(_house.Predict(area, rooms));

    async Task<(int Code, string Out, string Error)> Piped(string rows)
    {
        using var predictions = new MemoryStream();
        var error = new StringWriter();
        var program = new HostProgram(_house.WriteProgram(), _ => null, TextWriter.Null, error) { Pipe = () => (new MemoryStream(Encoding.UTF8.GetBytes(rows)), predictions) };
        var code = await program.Run([], CancellationToken.None);
        return (code, Encoding.UTF8.GetString(predictions.ToArray()), error.ToString());
    }

    static async Task<(int Code, string Out, string Error)> Ended(string self, string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await new HostProgram(File.Exists(self) ? self : typeof(HostProgramTests).Assembly.Location, _ => null, output, error).Run(arguments, CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
