<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>studio::BackupDialog</name>
    <message numerus="yes">
        <source>%n file(s) sent, %1 of %2.</source>
        <translation>
            <numerusform>%n file sent, %1 of %2.</numerusform>
            <numerusform>%n files sent, %1 of %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) fetched, %1 of %2.</source>
        <translation>
            <numerusform>%n file fetched, %1 of %2.</numerusform>
            <numerusform>%n files fetched, %1 of %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more wait(s).</source>
        <translation>
            <numerusform>%n more waits.</numerusform>
            <numerusform>%n more wait.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more wait(s) for the answer of a place that hangs.</source>
        <translation>
            <numerusform>%n more waits for the answer of a place that hangs.</numerusform>
            <numerusform>%n more wait for the answer of a place that hangs.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::CheckpointLedger</name>
    <message numerus="yes">
        <source>%1 · %n file(s), %2</source>
        <translation>
            <numerusform>%1 · %n file, %2</numerusform>
            <numerusform>%1 · %n files, %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ClassTable</name>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln copy(s)</source>
        <translation>
            <numerusform>%Ln copy</numerusform>
            <numerusform>%Ln copies</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ClassifyPage</name>
    <message numerus="yes">
        <source>%1  ·  %n class(es)</source>
        <translation>
            <numerusform>%1  ·  %n class</numerusform>
            <numerusform>%1  ·  %n classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 sure  ·  top %2 of %n class(es)  ·  %3 ms</source>
        <translation>
            <numerusform>%1 sure  ·  top %2 of %n class  ·  %3 ms</numerusform>
            <numerusform>%1 sure  ·  top %2 of %n classes  ·  %3 ms</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::CompareMenu</name>
    <message numerus="yes">
        <source>%Ln more run(s): search for them</source>
        <translation>
            <numerusform>%Ln more run: search for it</numerusform>
            <numerusform>%Ln more runs: search for them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::DataEmpty</name>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::DataGallery</name>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln validation picture(s)</source>
        <translation>
            <numerusform>%Ln validation picture</numerusform>
            <numerusform>%Ln validation pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln training picture(s)</source>
        <translation>
            <numerusform>%Ln training picture</numerusform>
            <numerusform>%Ln training pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::DataPack</name>
    <message numerus="yes">
        <source>%n picture(s) could not be packed</source>
        <translation>
            <numerusform>%n picture could not be packed</numerusform>
            <numerusform>%n pictures could not be packed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::DataPage</name>
    <message numerus="yes">
        <source>%Ln name(s) are not used</source>
        <translation>
            <numerusform>%Ln name is not used</numerusform>
            <numerusform>%Ln names are not used</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ready, %Ln problem(s)</source>
        <translation>
            <numerusform>Ready, %Ln problem</numerusform>
            <numerusform>Ready, %Ln problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln end(s) too early</source>
        <translation>
            <numerusform>%Ln ends too early</numerusform>
            <numerusform>%Ln end too early</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are empty</source>
        <translation>
            <numerusform>%Ln is empty</numerusform>
            <numerusform>%Ln are empty</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are no picture(s)</source>
        <translation>
            <numerusform>%Ln is not a picture</numerusform>
            <numerusform>%Ln are not pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are GIF(s)</source>
        <translation>
            <numerusform>%Ln is a GIF</numerusform>
            <numerusform>%Ln are GIFs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are damaged</source>
        <translation>
            <numerusform>%Ln is damaged</numerusform>
            <numerusform>%Ln are damaged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) are in training and in validation</source>
        <translation>
            <numerusform>%Ln picture is in training and in validation</numerusform>
            <numerusform>%Ln pictures are in training and in validation</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) are there twice</source>
        <translation>
            <numerusform>%Ln picture is there twice</numerusform>
            <numerusform>%Ln pictures are there twice</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more are there twice.</source>
        <translation>
            <numerusform>%Ln more is there twice.</numerusform>
            <numerusform>%Ln more are there twice.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are in two classes.</source>
        <translation>
            <numerusform>%Ln is in two classes.</numerusform>
            <numerusform>%Ln are in two classes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln class(es) below %1</source>
        <translation>
            <numerusform>%Ln class below %1</numerusform>
            <numerusform>%Ln classes below %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) are odd, but whole</source>
        <translation>
            <numerusform>%Ln picture is odd, but whole</numerusform>
            <numerusform>%Ln pictures are odd, but whole</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::DataRow</name>
    <message numerus="yes">
        <source>%Ln class(es) · %1</source>
        <translation>
            <numerusform>%Ln class · %1</numerusform>
            <numerusform>%Ln classes · %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::DropLook</name>
    <message numerus="yes">
        <source>Drop to classify %Ln picture(s)</source>
        <translation>
            <numerusform>Drop to classify this picture</numerusform>
            <numerusform>Drop to classify %Ln pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ExportDialog</name>
    <message numerus="yes">
        <source>%1, %n file(s)</source>
        <translation>
            <numerusform>%1, %n file</numerusform>
            <numerusform>%1, %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::FeedAdvice</name>
    <message numerus="yes">
        <source>%n decode thread(s)</source>
        <translation>
            <numerusform>%n decode thread</numerusform>
            <numerusform>%n decode threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::JournalModel</name>
    <message numerus="yes">
        <source>%1, %n time(s)</source>
        <translation>
            <numerusform>%1, %n time</numerusform>
            <numerusform>%1, %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoint(s)</source>
        <translation>
            <numerusform>%n checkpoint</numerusform>
            <numerusform>%n checkpoints</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new best(s)</source>
        <translation>
            <numerusform>%n new best</numerusform>
            <numerusform>%n new bests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoint(s), %1</source>
        <translation>
            <numerusform>%n checkpoint, %1</numerusform>
            <numerusform>%n checkpoints, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::MachineCard</name>
    <message numerus="yes">
        <source>%n core(s), %1</source>
        <translation>
            <numerusform>%n core, %1</numerusform>
            <numerusform>%n cores, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::MetricPlot</name>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n event</numerusform>
            <numerusform>%n events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) outside the range are not shown</source>
        <translation>
            <numerusform>%n value outside the range is not shown</numerusform>
            <numerusform>%n values outside the range are not shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more, see the journal</source>
        <translation>
            <numerusform>and %n more, see the journal</numerusform>
            <numerusform>and %n more, see the journal</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::MistakesDialog</name>
    <message numerus="yes">
        <source>Show %n picture(s)</source>
        <translation>
            <numerusform>Show %n picture</numerusform>
            <numerusform>Show %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Top-1 %1 of %n picture(s), with the checkpoint of epoch %2, %3. %4.</source>
        <translation>
            <numerusform>Top-1 %1 of %n picture, with the checkpoint of epoch %2, %3. %4.</numerusform>
            <numerusform>Top-1 %1 of %n pictures, with the checkpoint of epoch %2, %3. %4.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::NotesDialog</name>
    <message numerus="yes">
        <source>%1: %Ln character(s) too many.</source>
        <translation>
            <numerusform>%1: %Ln character too many.</numerusform>
            <numerusform>%1: %Ln characters too many.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln character(s) left.</source>
        <translation>
            <numerusform>%1: %Ln character left.</numerusform>
            <numerusform>%1: %Ln characters left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %Ln tag(s).</source>
        <translation>
            <numerusform>At most %Ln tag.</numerusform>
            <numerusform>At most %Ln tags.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::PreflightCard</name>
    <message numerus="yes">
        <source>%n value(s) far from the usual</source>
        <translation>
            <numerusform>%n value far from the usual</numerusform>
            <numerusform>%n values far from the usual</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::PreflightWords</name>
    <message numerus="yes">
        <source>%Ln picture(s) that were met cannot be used. Page Data checks all of them.</source>
        <translation>
            <numerusform>%Ln picture that was met cannot be used. Page Data checks all of them.</numerusform>
            <numerusform>%Ln pictures that were met cannot be used. Page Data checks all of them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ProbeCard</name>
    <message numerus="yes">
        <source>%n checkpoint(s) asked</source>
        <translation>
            <numerusform>%n checkpoint asked</numerusform>
            <numerusform>%n checkpoints asked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The answer changed %n time(s)</source>
        <translation>
            <numerusform>The answer changed %n time</numerusform>
            <numerusform>The answer changed %n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::PruneDialog</name>
    <message numerus="yes">
        <source>Under this rule all %n checkpoint(s) stay.</source>
        <translation>
            <numerusform>Under this rule the %n checkpoint stays.</numerusform>
            <numerusform>Under this rule all %n checkpoints stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of %1 checkpoints go. This frees %2.</source>
        <translation>
            <numerusform>%n of %1 checkpoints goes. This frees %2.</numerusform>
            <numerusform>%n of %1 checkpoints go. This frees %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n checkpoint(s)</source>
        <translation>
            <numerusform>Delete %n checkpoint</numerusform>
            <numerusform>Delete %n checkpoints</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::RecipeFiles</name>
    <message numerus="yes">
        <source>%Ln epoch(s)</source>
        <translation>
            <numerusform>%Ln epoch</numerusform>
            <numerusform>%Ln epochs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::RecipePage</name>
    <message numerus="yes">
        <source>%n change(s)</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, SGD, %2 over %Ln epoch(s)</source>
        <translation>
            <numerusform>%1, SGD, %2 over %Ln epoch</numerusform>
            <numerusform>%1, SGD, %2 over %Ln epochs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take back %n change(s) to %1</source>
        <translation>
            <numerusform>Take back %n change to %1</numerusform>
            <numerusform>Take back %n changes to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::Recovery</name>
    <message numerus="yes">
        <source>%Ln more run(s) were interrupted</source>
        <translation>
            <numerusform>%Ln more run was interrupted</numerusform>
            <numerusform>%Ln more runs were interrupted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln step(s)</source>
        <translation>
            <numerusform>%Ln step</numerusform>
            <numerusform>%Ln steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::RunDetails</name>
    <message numerus="yes">
        <source>%n run(s) selected · %1</source>
        <translation>
            <numerusform>%n run selected · %1</numerusform>
            <numerusform>%n runs selected · %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::RunsPage</name>
    <message numerus="yes">
        <source>%1  ·  %n run(s), %2  ·  %3 free on this disk</source>
        <translation>
            <numerusform>%1  ·  %n run, %2  ·  %3 free on this disk</numerusform>
            <numerusform>%1  ·  %n runs, %2  ·  %3 free on this disk</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n run(s)</source>
        <translation>
            <numerusform>%1 of %n run</numerusform>
            <numerusform>%1 of %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::SpaceExamples</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::StartPage</name>
    <message numerus="yes">
        <source>All %n run(s)</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>All %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::Studio</name>
    <message numerus="yes">
        <source>%n backup(s) that wait</source>
        <translation>
            <numerusform>%n backup that wait</numerusform>
            <numerusform>%n backups that wait</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::TrainEmpty</name>
    <message numerus="yes">
        <source>%1: %2 in %Ln class(es)</source>
        <translation>
            <numerusform>%1: %2 in %Ln class</numerusform>
            <numerusform>%1: %2 in %Ln classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %2, %n epoch(s), batch %3</source>
        <translation>
            <numerusform>%1: %2, %n epoch, batch %3</numerusform>
            <numerusform>%1: %2, %n epochs, batch %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::TrainExtend</name>
    <message numerus="yes">
        <source>It has trained %1 of %n epoch(s). The schedule is stretched to the new end, so the learning rate rises again first.</source>
        <translation>
            <numerusform>It has trained %1 of %n epoch. The schedule is stretched to the new end, so the learning rate rises again first.</numerusform>
            <numerusform>It has trained %1 of %n epochs. The schedule is stretched to the new end, so the learning rate rises again first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n epoch(s) more, %1 in all</source>
        <translation>
            <numerusform>%n epoch more, %1 in all</numerusform>
            <numerusform>%n epochs more, %1 in all</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::TrainTiles</name>
    <message numerus="yes">
        <source>%1 of %n epoch(s)</source>
        <translation>
            <numerusform>%1 of %n epoch</numerusform>
            <numerusform>%1 of %n epochs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::WindowStatus</name>
    <message numerus="yes">
        <source>%1 · %Ln class(es)</source>
        <translation>
            <numerusform>%1 · %Ln class</numerusform>
            <numerusform>%1 · %Ln classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n edit(s)</source>
        <translation>
            <numerusform>%1 · %n edit</numerusform>
            <numerusform>%1 · %n edits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) · %1</source>
        <translation>
            <numerusform>%Ln run · %1</numerusform>
            <numerusform>%Ln runs · %1</numerusform>
        </translation>
    </message>
</context>
</TS>
