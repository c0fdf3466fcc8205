using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Rondo.Engine.Errors;
using Rondo.Engine.Foreign;

namespace Rondo.OnnxRuntime;

/// <summary>Values on their way into the runtime and out of it.</summary>
static unsafe class OrtTensor
{
    // Of onnxruntime_c_api.h's ONNXType.
    const int TypeTensor = 1;
    const int TypeSequence = 2;
    const int TypeMap = 3;

    /// <summary>A value of the runtime, to be released. Numbers stay in their array, which is pinned; texts are copied.</summary>
    public static nint Make(OrtLibrary library, OnnxTensor tensor, List<GCHandle> pinned)
    {
        nint value;
        fixed (long* shape = tensor.Shape)
        {
            if (tensor.Element == OnnxElement.Text)
            {
                library.Check(library.Api.CreateTensorAsOrtValue(library.Allocator, shape, (nuint)tensor.Shape.Length, (int)tensor.Element, &value));
                Fill(library, value, (string[])tensor.Data);
                return value;
            }
            var data = GCHandle.Alloc(tensor.Data, GCHandleType.Pinned);
            pinned.Add(data);
            library.Check(library.Api.CreateTensorWithDataAsOrtValue(library.Memory, (void*)data.AddrOfPinnedObject(), (nuint)Buffer.ByteLength(tensor.Data),
                shape, (nuint)tensor.Shape.Length, (int)tensor.Element, &value));
        }
        return value;
    }

    /// <exception cref="RondoException">It is of a type that predictions can't be made of.</exception>
    public static OnnxResult Read(OrtLibrary library, nint value)
    {
        int type;
        library.Check(library.Api.GetValueType(value, &type));
        return type switch
        {
            TypeTensor => ReadTensor(library, value),
            TypeSequence => ReadMaps(library, value),
            _ => throw Unreadable("it is neither a tensor nor a list of maps"),
        };
    }

    public static (OnnxElement Element, long[] Shape) TypeOf(OrtLibrary library, nint tensorInfo)
    {
        int element;
        nuint rank;
        library.Check(library.Api.GetTensorElementType(tensorInfo, &element));
        library.Check(library.Api.GetDimensionsCount(tensorInfo, &rank));
        var shape = new long[checked((int)rank)];
        fixed (long* dimensions = shape) library.Check(library.Api.GetDimensions(tensorInfo, dimensions, rank));
        var known = (OnnxElement)element;
        return (Enum.IsDefined(known) ? known : OnnxElement.Other, shape);
    }

    static OnnxResult ReadTensor(OrtLibrary library, nint value)
    {
        nint info;
        library.Check(library.Api.GetTensorTypeAndShape(value, &info));
        var (element, shape) = TypeOf(library, info);
        library.Api.ReleaseTensorTypeAndShapeInfo(info);
        var count = checked((int)shape.Aggregate(1L, (product, size) => checked(product * size)));
        return element == OnnxElement.Text ? new OnnxResult(shape, null, ReadTexts(library, value, count)) : new OnnxResult(shape, ReadNumbers(library, value, element, count), null);
    }

    static double[] ReadNumbers(OrtLibrary library, nint value, OnnxElement element, int count)
    {
        void* data;
        library.Check(library.Api.GetTensorMutableData(value, &data));
        return element switch
        {
            OnnxElement.Double => new ReadOnlySpan<double>(data, count).ToArray(),
            OnnxElement.Float => Convert<float>(data, count, x => x),
            OnnxElement.Int64 => Convert<long>(data, count, x => x),
            OnnxElement.Int32 => Convert<int>(data, count, x => x),
            OnnxElement.Int16 => Convert<short>(data, count, x => x),
            OnnxElement.Int8 => Convert<sbyte>(data, count, x => x),
            OnnxElement.UInt64 => Convert<ulong>(data, count, x => x),
            OnnxElement.UInt32 => Convert<uint>(data, count, x => x),
            OnnxElement.UInt16 => Convert<ushort>(data, count, x => x),
            OnnxElement.UInt8 or OnnxElement.Boolean => Convert<byte>(data, count, x => x),
            OnnxElement.Half => Convert<Half>(data, count, x => (double)x),
            _ => throw Unreadable("its elements are of a type that has no numbers here"),
        };
    }

    static double[] Convert<T>(void* data, int count, Func<T, double> convert)
        where T : unmanaged
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i++) numbers[i] = convert(((T*)data)[i]);
        return numbers;
    }

    static string[] ReadTexts(OrtLibrary library, nint value, int count)
    {
        if (count == 0) return [];
        nuint length;
        library.Check(library.Api.GetStringTensorDataLength(value, &length));
        var bytes = new byte[checked((int)length)];
        var starts = new nuint[count];
        fixed (byte* content = bytes)
        fixed (nuint* offsets = starts)
        {
            library.Check(library.Api.GetStringTensorContent(value, content, length, offsets, (nuint)count));
        }
        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            var end = i + 1 < count ? (int)starts[i + 1] : bytes.Length;
            texts[i] = Encoding.UTF8.GetString(bytes, (int)starts[i], end - (int)starts[i]);
        }
        return texts;
    }

    // Zero-terminated, as this call of the runtime wants them: callers refuse texts that have a zero of their own.
    static void Fill(OrtLibrary library, nint value, string[] texts)
    {
        if (texts.Length == 0) return;
        var starts = new int[texts.Length];
        var length = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            starts[i] = length;
            length = checked(length + Encoding.UTF8.GetByteCount(texts[i]) + 1);
        }
        var bytes = new byte[length];
        for (var i = 0; i < texts.Length; i++) Encoding.UTF8.GetBytes(texts[i], bytes.AsSpan(starts[i]));
        fixed (byte* content = bytes)
        {
            var pointers = new nint[texts.Length];
            for (var i = 0; i < pointers.Length; i++) pointers[i] = (nint)(content + starts[i]);
            fixed (nint* all = pointers) library.Check(library.Api.FillStringTensor(value, (byte**)all, (nuint)texts.Length));
        }
    }

    // A map from class to probability for each row, as scikit-learn's converter makes them unless told otherwise.
    static OnnxResult ReadMaps(OrtLibrary library, nint sequence)
    {
        nuint rows;
        library.Check(library.Api.GetValueCount(sequence, &rows));
        var numbers = new List<double>();
        ImmutableArray<string> keys = [];
        for (var row = 0; row < (int)rows; row++)
        {
            var (names, values) = ReadMap(library, sequence, row);
            if (row == 0) keys = names;
            else if (!keys.SequenceEqual(names)) throw Unreadable("its maps have different keys");
            numbers.AddRange(values);
        }
        return new OnnxResult([(long)rows, keys.Length], [.. numbers], null) { Keys = keys };
    }

    static (ImmutableArray<string> Keys, double[] Values) ReadMap(OrtLibrary library, nint sequence, int row)
    {
        nint map, keys = 0, values = 0;
        library.Check(library.Api.GetValue(sequence, row, library.Allocator, &map));
        try
        {
            int type;
            library.Check(library.Api.GetValueType(map, &type));
            if (type != TypeMap) throw Unreadable("it is a list of something else than maps");
            library.Check(library.Api.GetValue(map, 0, library.Allocator, &keys));
            library.Check(library.Api.GetValue(map, 1, library.Allocator, &values));
            var names = ReadTensor(library, keys);
            return ([.. names.Texts ?? names.Numbers!.Select(OnnxLabels.Of)], ReadTensor(library, values).Numbers ?? throw Unreadable("its maps have no numbers"));
        }
        finally
        {
            foreach (var value in (ReadOnlySpan<nint>)[map, keys, values])
                if (value != 0) library.Api.ReleaseValue(value);
        }
    }

    static RondoException Unreadable(string why) => new("unsuitable_model", $"An output of the model can't be read: {why}.");
}
