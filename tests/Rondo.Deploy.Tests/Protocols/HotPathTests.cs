using System.Diagnostics;
using System.Text;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.Rows;
using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.Protocols;

public sealed class HotPathTests(ITestOutputHelper output)
{
    const int MostBytes = 4000;

    [Fact]
    public void A_row_from_bytes_to_bytes_makes_little_garbage()
    {
        var model = ServedModel.Load("churn", 1, TrainedModels.Churn);
        var body = Encoding.UTF8.GetBytes(ChurnRow);
        for (var i = 0; i < 20_000; i++) Answer(model, body);
        var best = long.MaxValue;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2000; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Answer(model, body);
            best = Math.Min(best, Stopwatch.GetTimestamp() - start);
        }
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 2000;
        output.WriteLine($"{bytes} bytes, {Stopwatch.GetElapsedTime(0, best).TotalMicroseconds:F2} us at best");
        Assert.True(bytes < MostBytes, $"A row made {bytes} bytes of garbage.");
    }

    static void Answer(ServedModel model, byte[] body)
    {
        var rows = new RowTable(model, 10);
        var options = default(PredictionOptions);
        PredictionRequest.Read(body, MediaKind.Json, rows, ref options);
        using var answer = AnswerBuffer.Rent();
        new PredictionAnswer(model, model.Predict(rows.ToColumns()), RequestIdentity.Reserve(rows.Rows), null, null).Write(answer);
    }
}
