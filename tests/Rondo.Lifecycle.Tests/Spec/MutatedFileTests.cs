using System.Text;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class MutatedFileTests
{
    const string Pieces = "\n\t {}[]:,-#&*!|>'\"%@`?\\0aé~.<=\u2028\r";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_file_is_read_or_refused_with_a_place_and_never_fails_otherwise(ulong seed)
    {
        var random = new CounterRandom(seed, "mutations");
        var (read, refused) = (0, 0);
        ulong counter = 0;
        const int count = 1500;
        for (var i = 0; i < count; i++)
        {
            var text = Mutated(seed % 2 == 0 ? Examples.Churn : Given.Short + "\ntrain:\n  models: [ridge: { alpha: 2 }]\n  cv: { folds: 4 }\n", random, ref counter);
            try
            {
                SpecReader.Parse(text);
                read++;
            }
            catch (RondoException fault)
            {
                refused++;
                Assert.All(fault.Mistakes, m => Assert.True(m is { File: "rondo.yaml", Line: > 0, Column: > 0 }, $"{m.Code} has no place: {m}"));
            }
        }
        Assert.True(refused > 0 && (read > 0 || seed % 2 == 0), $"{read} read, {refused} refused");
    }

    static string Mutated(string text, CounterRandom random, ref ulong counter)
    {
        var mutated = new StringBuilder(text);
        var changes = 1 + (int)(random.Uniform(counter++) * 3);
        for (var k = 0; k < changes; k++)
        {
            var at = (int)(random.Uniform(counter++) * mutated.Length);
            var piece = Pieces[(int)(random.Uniform(counter++) * Pieces.Length)];
            switch ((int)(random.Uniform(counter++) * 3))
            {
                case 0: mutated.Insert(at, piece); break;
                case 1: mutated[at] = piece; break;
                default: mutated.Remove(at, Math.Min(1 + (int)(random.Uniform(counter++) * 6), mutated.Length - at)); break;
            }
        }
        return mutated.ToString();
    }
}
