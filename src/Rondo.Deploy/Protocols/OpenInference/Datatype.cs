using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.OpenInference;

/// <summary>The datatypes of the Open Inference Protocol.</summary>
enum Datatype
{
    Bool,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Int8,
    Int16,
    Int32,
    Int64,
    Fp16,
    Fp32,
    Fp64,
    Bf16,
    Bytes,
}

static class Datatypes
{
    extension(Datatype type)
    {
        public string Word => type.ToString().ToUpperInvariant();

        /// <summary>Bytes of one element in the binary form; 0 where each says its own.</summary>
        public int Size => type switch
        {
            Datatype.Bool or Datatype.Uint8 or Datatype.Int8 => 1,
            Datatype.Uint16 or Datatype.Int16 or Datatype.Fp16 or Datatype.Bf16 => 2,
            Datatype.Uint32 or Datatype.Int32 or Datatype.Fp32 => 4,
            Datatype.Bytes => 0,
            _ => 8,
        };

        /// <summary>Whether a column of this type can take its values without changing one.</summary>
        public bool Suits(ColumnType column) => column switch
        {
            ColumnType.Double => type is not (Datatype.Bool or Datatype.Bytes),
            ColumnType.Int64 => type is not (Datatype.Bool or Datatype.Bytes or Datatype.Fp16 or Datatype.Bf16 or Datatype.Fp32),
            ColumnType.Boolean => type is Datatype.Bool,
            _ => type is Datatype.Bytes,
        };
    }

    public static bool TryParse(string? word, out Datatype type)
    {
        foreach (var candidate in Enum.GetValues<Datatype>())
        {
            if (candidate.Word != word) continue;
            type = candidate;
            return true;
        }
        type = default;
        return false;
    }

    /// <summary>The datatype in which a column is asked for.</summary>
    public static Datatype Of(ColumnType column) => column switch
    {
        ColumnType.Double => Datatype.Fp64,
        ColumnType.Int64 => Datatype.Int64,
        ColumnType.Boolean => Datatype.Bool,
        _ => Datatype.Bytes,
    };
}
