/**
 * Dashboards as Grafana's SDK makes them, without their expressions; what occurs in several places is here once. Generated from
 * src/monitoring/dashboards by `npm run docs`.
 */

export const SKELETONS_TEXT: string =
  "{'parts':[{'type':'datasource','name':'datasource','skipUrlSync':false,'multi':false,'allowCustomValue':true,'" +
  "includeAll':false,'auto':false,'auto_min':'10s','auto_count':30,'label':'Data source','query':'prometheus'},{'" +
  "type':'prometheus','uid':'$datasource'},{'type':'query','name':'job','skipUrlSync':false,'multi':false,'allowC" +
  "ustomValue':true,'includeAll':false,'auto':false,'auto_min':'10s','auto_count':30,'label':'Job','datasource':{" +
  "'$':1},'query':'','refresh':2,'sort':1},{'text':['All'],'value':['$__all']},{'type':'query','name':'instance'," +
  "'skipUrlSync':false,'multi':true,'allowCustomValue':true,'includeAll':true,'auto':false,'auto_min':'10s','auto" +
  "_count':30,'label':'Instance','datasource':{'$':1},'query':'','refresh':2,'sort':1,'allValue':'.*','current':{" +
  "'$':3}},{'list':[{'$':0},{'$':2},{'$':4},{'type':'query','name':'model','skipUrlSync':false,'multi':true,'allo" +
  "wCustomValue':true,'includeAll':true,'auto':false,'auto_min':'10s','auto_count':30,'label':'Model','datasource" +
  "':{'$':1},'query':'','refresh':2,'sort':1,'allValue':'.*','current':{'$':3}}]},{'from':'now-1h','to':'now'},[{" +
  "'title':'Inferometer','type':'dashboards','icon':'','tooltip':'','tags':['inferometer'],'asDropdown':true,'pla" +
  "cement':'inControlsMenu','targetBlank':false,'includeVars':true,'keepTime':true}],{'x':0,'y':0,'h':1,'w':24},{" +
  "'type':'row','collapsed':false,'id':1,'panels':[],'title':'Now','gridPos':{'$':8}},{'calcs':['lastNotNull']},{" +
  "'graphMode':'area','colorMode':'none','justifyMode':'auto','textMode':'auto','wideLayout':true,'showPercentCha" +
  "nge':false,'reduceOptions':{'$':10},'percentChangeColorMode':'standard','orientation':'auto'},{'mode':'absolut" +
  "e','steps':[{'value':null,'color':'blue'}]},{'defaults':{'color':{'mode':'thresholds'},'unit':'ops','threshold" +
  "s':{'$':12}},'overrides':[]},{'h':4,'w':6,'x':0,'y':1},{'expr':'','refId':'A','datasource':{'$':1},'range':tru" +
  "e,'instant':false},[{'$':15}],{'defaults':{'color':{'mode':'thresholds'},'unit':'s','thresholds':{'$':12}},'ov" +
  "errides':[]},{'h':4,'w':6,'x':6,'y':1},{'expr':'','refId':'A','datasource':{'$':1},'range':true,'instant':fals" +
  "e,'exemplar':true},[{'$':19}],{'graphMode':'area','colorMode':'value','justifyMode':'auto','textMode':'auto','" +
  "wideLayout':true,'showPercentChange':false,'reduceOptions':{'$':10},'percentChangeColorMode':'standard','orien" +
  "tation':'auto'},{'value':null,'color':'green'},{'defaults':{'color':{'mode':'thresholds'},'unit':'percentunit'" +
  ",'thresholds':{'mode':'absolute','steps':[{'$':22},{'value':0.05,'color':'red'}]}},'overrides':[]},{'h':4,'w':" +
  "6,'x':12,'y':1},{'defaults':{'color':{'mode':'thresholds'},'unit':'short','thresholds':{'$':12}},'overrides':[" +
  "]},{'h':4,'w':6,'x':18,'y':1},{'x':0,'y':5,'h':1,'w':24},{'calculate':false,'color':{'scheme':'Blues','fill':'" +
  "','exponent':0.5,'steps':64,'reverse':false,'mode':'scheme'},'filterValues':{'le':1e-9},'showValue':'auto','ce" +
  "llGap':1,'yAxis':{'unit':'s','axisPlacement':'left'},'legend':{'show':true},'tooltip':{'mode':'single','yHisto" +
  "gram':true},'exemplars':{'color':'rgba(255,0,255,0.7)'},'selectionMode':'x','rowsFrame':{'value':'Values'}},{'" +
  "defaults':{'custom':{'scaleDistribution':{'type':'linear'}},'unit':'s'},'overrides':[]},{'h':9,'w':24,'x':0,'y" +
  "':6},{'legend':{'displayMode':'table','placement':'bottom','showLegend':true,'calcs':['lastNotNull','max']},'t" +
  "ooltip':{'mode':'multi','sort':'desc'}},{'lineWidth':1,'fillOpacity':0,'showPoints':'never'},{'defaults':{'cus" +
  "tom':{'$':32},'unit':'s','thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':0,'y':15},{'expr':'','refId'" +
  ":'B','datasource':{'$':1},'range':true,'instant':false,'exemplar':true},[{'$':19},{'$':35},{'expr':'','refId':" +
  "'C','datasource':{'$':1},'range':true,'instant':false,'exemplar':true}],{'h':8,'w':12,'x':12,'y':15},{'h':8,'w" +
  "':12,'x':0,'y':23},{'h':8,'w':12,'x':12,'y':23},[{'$':19},{'$':35}],{'x':0,'y':31,'h':1,'w':24},{'defaults':{'" +
  "custom':{'$':32},'unit':'ops','thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':0,'y':32},{'defaults':{" +
  "'custom':{'$':32},'unit':'short','thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':12,'y':32},{'expr':'" +
  "','refId':'B','datasource':{'$':1},'range':true,'instant':false},[{'$':15},{'$':46}],{'h':8,'w':12,'x':0,'y':4" +
  "0},{'h':8,'w':12,'x':12,'y':40},{'x':0,'y':48,'h':1,'w':24},{'defaults':{'custom':{'$':32},'unit':'percentunit" +
  "','min':0,'thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':0,'y':49},{'lineWidth':1,'fillOpacity':80,'" +
  "showPoints':'never','drawStyle':'bars','stacking':{'mode':'normal'}},{'defaults':{'custom':{'$':53},'min':0,'u" +
  "nit':'ops','thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':12,'y':49},{'lineWidth':1,'fillOpacity':0," +
  "'showPoints':'never','thresholdsStyle':{'mode':'dashed'}},{'defaults':{'custom':{'$':56},'unit':'short','min':" +
  "0,'thresholds':{'mode':'absolute','steps':[{'$':22},{'value':1,'color':'red'}]}},'overrides':[]},{'h':8,'w':12" +
  ",'x':0,'y':57},[{'$':15},{'$':46},{'expr':'','refId':'C','datasource':{'$':1},'range':true,'instant':false}],{" +
  "'h':8,'w':12,'x':12,'y':57},{'value':null,'color':'red'},{'defaults':{'custom':{'$':32},'unit':'bytes','thresh" +
  "olds':{'$':12}},'overrides':[]},{'x':0,'y':57,'h':1,'w':24},{'h':8,'w':12,'x':0,'y':58},{'h':8,'w':12,'x':12,'" +
  "y':58},{'defaults':{'custom':{'$':32},'unit':'percentunit','min':0,'max':1,'thresholds':{'$':12}},'overrides':" +
  "[]},{'h':8,'w':12,'x':0,'y':66},{'defaults':{'custom':{'$':32},'unit':'none','thresholds':{'$':12}},'overrides" +
  "':[]},[{'type':'value','options':{'0':{'text':'offline','index':0},'1':{'text':'online','index':1},'0.5':{'tex" +
  "t':'degraded','index':2}}}],{'mode':'absolute','steps':[{'$':61},{'value':1,'color':'green'}]}],'value':{'infe" +
  "rence':{'timezone':'browser','editable':true,'graphTooltip':1,'fiscalYearStartMonth':0,'schemaVersion':42,'tem" +
  "plating':{'$':5},'annotations':{},'title':'Inferometer / Inference','uid':'inferometer-inference','description" +
  "':'How long inferences take, how many there are, how many fail, and what they cost.','tags':['inferometer'],'t" +
  "ime':{'$':6},'refresh':'30s','links':{'$':7},'panels':[{'$':9},{'type':'stat','transparent':false,'repeatDirec" +
  "tion':'h','options':{'$':11},'fieldConfig':{'$':13},'title':'Inferences','description':'That end, per second.'" +
  ",'datasource':{'$':1},'gridPos':{'$':14},'targets':{'$':16},'id':2},{'type':'stat','transparent':false,'repeat" +
  "Direction':'h','options':{'$':11},'fieldConfig':{'$':17},'title':'p95','description':'One of twenty inferences" +
  " takes longer.','datasource':{'$':1},'gridPos':{'$':18},'targets':{'$':20},'id':3},{'type':'stat','transparent" +
  "':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'$':23},'title':'Failed','description':'Share " +
  "of the inferences that nobody gave up.','datasource':{'$':1},'gridPos':{'$':24},'targets':{'$':16},'id':4},{'t" +
  "ype':'stat','transparent':false,'repeatDirection':'h','options':{'$':11},'fieldConfig':{'$':25},'title':'Runni" +
  "ng','description':'Inferences that run now.','datasource':{'$':1},'gridPos':{'$':26},'targets':{'$':16},'id':5" +
  "},{'type':'row','collapsed':false,'id':6,'panels':[],'title':'Latency','gridPos':{'$':27}},{'type':'heatmap','" +
  "transparent':false,'repeatDirection':'h','options':{'$':28},'fieldConfig':{'$':29},'title':'Latency','descript" +
  "ion':'Each column is a distribution: two bands are two kinds of inferences.','datasource':{'$':1},'gridPos':{'" +
  "$':30},'targets':{'$':20},'id':7},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$" +
  "':31},'fieldConfig':{'$':33},'title':'Latency percentiles','description':'Of all models that are chosen, toget" +
  "her.','datasource':{'$':1},'gridPos':{'$':34},'targets':{'$':36},'id':8},{'type':'timeseries','transparent':fa" +
  "lse,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'p95 by model','description':'Whic" +
  "h model has become slow, and since when.','datasource':{'$':1},'gridPos':{'$':37},'targets':{'$':20},'id':9},{" +
  "'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title" +
  "':'p95 by batch size','description':'Larger batches take longer, and less time for each item.','datasource':{'" +
  "$':1},'gridPos':{'$':38},'targets':{'$':20},'id':10},{'type':'timeseries','transparent':false,'repeatDirection" +
  "':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'p95 of batch inferences and embeddings','description'" +
  ":'Operations of these types have histograms of their own.','datasource':{'$':1},'gridPos':{'$':39},'targets':{" +
  "'$':40},'id':11},{'type':'row','collapsed':false,'id':12,'panels':[],'title':'Load','gridPos':{'$':41}},{'type" +
  "':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':42},'title':'In" +
  "ferences by model','description':'That end, per second, whatever their outcome.','datasource':{'$':1},'gridPos" +
  "':{'$':43},'targets':{'$':16},'id':13},{'type':'timeseries','transparent':false,'repeatDirection':'h','options" +
  "':{'$':31},'fieldConfig':{'$':44},'title':'Running and waiting','description':'Waiting that grows means that m" +
  "ore comes in than can be done.','datasource':{'$':1},'gridPos':{'$':45},'targets':{'$':47},'id':14},{'type':'t" +
  "imeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':42},'title':'Items " +
  "per second','description':'Of wall time in which inferences ran, of all together.','datasource':{'$':1},'gridP" +
  "os':{'$':48},'targets':{'$':16},'id':15},{'type':'timeseries','transparent':false,'repeatDirection':'h','optio" +
  "ns':{'$':31},'fieldConfig':{'$':33},'title':'Time in the queue','description':'The 95th percentile of how long" +
  " inferences wait before they run.','datasource':{'$':1},'gridPos':{'$':49},'targets':{'$':20},'id':16},{'type'" +
  ":'row','collapsed':false,'id':17,'panels':[],'title':'Failures and objectives','gridPos':{'$':50}},{'type':'ti" +
  "meseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':51},'title':'Failed " +
  "share by model','description':'Of the inferences that nobody gave up.','datasource':{'$':1},'gridPos':{'$':52}" +
  ",'targets':{'$':16},'id':18},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31}" +
  ",'fieldConfig':{'$':54},'title':'Failures by error','description':'Operations per second that failed, by model" +
  " and class of the error; by outcome where the conventions have these classes under the name of another metric." +
  "','datasource':{'$':1},'gridPos':{'$':55},'targets':{'$':16},'id':19},{'type':'timeseries','transparent':false" +
  ",'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':57},'title':'Burn rate of availability','descript" +
  "ion':'How many times faster than the objective allows its budget is spent: 1 lasts for the month, 14.4 for two" +
  " days.','datasource':{'$':1},'gridPos':{'$':58},'targets':{'$':59},'id':20},{'type':'timeseries','transparent'" +
  ":false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':57},'title':'Burn rate of latency','descrip" +
  "tion':'As for availability, of inferences that take longer than the objective says.','datasource':{'$':1},'gri" +
  "dPos':{'$':60},'targets':{'$':59},'id':21},{'type':'timeseries','transparent':false,'repeatDirection':'h','opt" +
  "ions':{'$':31},'fieldConfig':{'$':57},'title':'Burn rate of objectives','description':'Of those that the proce" +
  "ss watches itself, over an hour: 1 lasts for the month.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y" +
  "':65},'targets':{'$':16},'id':22},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$" +
  "':31},'fieldConfig':{'defaults':{'custom':{'$':56},'unit':'percentunit','thresholds':{'mode':'absolute','steps" +
  "':[{'$':61},{'value':0,'color':'green'}]}},'overrides':[]},'title':'What is left of budgets','description':'Er" +
  "ror budgets of objectives, and budgets of tokens and money in their period.','datasource':{'$':1},'gridPos':{'" +
  "h':8,'w':12,'x':12,'y':65},'targets':{'$':47},'id':23},{'type':'timeseries','transparent':false,'repeatDirecti" +
  "on':'h','options':{'$':31},'fieldConfig':{'$':42},'title':'Retries and rate limits','description':'Attempts pe" +
  "r second that failed and were made again, and answers of 429.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x" +
  "':0,'y':73},'targets':{'$':47},'id':24},{'type':'timeseries','transparent':false,'repeatDirection':'h','option" +
  "s':{'$':31},'fieldConfig':{'$':44},'title':'Spending','description':'What tokens cost in an hour, in the curre" +
  "ncy of the prices that were handed in.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':73},'targets':" +
  "{'$':16},'id':25},{'type':'row','collapsed':false,'id':26,'panels':[],'title':'Models','gridPos':{'x':0,'y':81" +
  ",'h':1,'w':24}},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig" +
  "':{'$':33},'title':'Time to load a model','description':'The 95th percentile, by model.','datasource':{'$':1}," +
  "'gridPos':{'h':8,'w':12,'x':0,'y':82},'targets':{'$':20},'id':27},{'type':'timeseries','transparent':false,'re" +
  "peatDirection':'h','options':{'$':31},'fieldConfig':{'$':62},'title':'Size of models','description':'As the pr" +
  "ocess has loaded them.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':82},'targets':{'$':16},'id':28" +
  "}]},'streams':{'timezone':'browser','editable':true,'graphTooltip':1,'fiscalYearStartMonth':0,'schemaVersion':" +
  "42,'templating':{'$':5},'annotations':{},'title':'Inferometer / Streams','uid':'inferometer-streams','descript" +
  "ion':'When streams of output begin, how fast they go on, and how they end.','tags':['inferometer'],'time':{'$'" +
  ":6},'refresh':'30s','links':{'$':7},'panels':[{'$':9},{'type':'stat','transparent':false,'repeatDirection':'h'" +
  ",'options':{'$':11},'fieldConfig':{'$':25},'title':'Active streams','description':'That are being read now.','" +
  "datasource':{'$':1},'gridPos':{'$':14},'targets':{'$':16},'id':2},{'type':'stat','transparent':false,'repeatDi" +
  "rection':'h','options':{'$':11},'fieldConfig':{'$':17},'title':'p95 to the first token','description':'One of " +
  "twenty streams begins later.','datasource':{'$':1},'gridPos':{'$':18},'targets':{'$':20},'id':3},{'type':'stat" +
  "','transparent':false,'repeatDirection':'h','options':{'$':11},'fieldConfig':{'$':13},'title':'Tokens','descri" +
  "ption':'Output tokens per second, of the streams that have ended.','datasource':{'$':1},'gridPos':{'$':24},'ta" +
  "rgets':{'$':16},'id':4},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':21},'fieldConf" +
  "ig':{'$':23},'title':'Failed','description':'Share of the streams that their readers did not leave.','datasour" +
  "ce':{'$':1},'gridPos':{'$':26},'targets':{'$':16},'id':5},{'type':'row','collapsed':false,'id':6,'panels':[],'" +
  "title':'How they begin','gridPos':{'$':27}},{'type':'heatmap','transparent':false,'repeatDirection':'h','optio" +
  "ns':{'$':28},'fieldConfig':{'$':29},'title':'Time to the first token','description':'Each column is a distribu" +
  "tion: a second band is a cold cache, or a queue.','datasource':{'$':1},'gridPos':{'$':30},'targets':{'$':20},'" +
  "id':7},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33" +
  "},'title':'Percentiles of the time to the first token','description':'Of all models that are chosen, together." +
  "','datasource':{'$':1},'gridPos':{'$':34},'targets':{'$':36},'id':8},{'type':'timeseries','transparent':false," +
  "'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'p95 to the first token by model','des" +
  "cription':'Which model begins late, and since when.','datasource':{'$':1},'gridPos':{'$':37},'targets':{'$':20" +
  "},'id':9},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$'" +
  ":33},'title':'First chunk, first token, first content','description':'Medians: much between chunk and content " +
  "is reasoning.','datasource':{'$':1},'gridPos':{'$':38},'targets':{'$':36},'id':10},{'type':'timeseries','trans" +
  "parent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':44},'title':'Active streams by model" +
  "','description':'That are being read now.','datasource':{'$':1},'gridPos':{'$':39},'targets':{'$':16},'id':11}" +
  ",{'type':'row','collapsed':false,'id':12,'panels':[],'title':'How they go on','gridPos':{'$':41}},{'type':'hea" +
  "tmap','transparent':false,'repeatDirection':'h','options':{'$':28},'fieldConfig':{'$':29},'title':'Time betwee" +
  "n tokens','description':'Each column is a distribution. Tokens that come in clumps make two bands.','datasourc" +
  "e':{'$':1},'gridPos':{'h':9,'w':24,'x':0,'y':32},'targets':{'$':20},'id':13},{'type':'timeseries','transparent" +
  "':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Time between tokens by model'" +
  ",'description':'The 95th percentile.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':41},'targets':{'$" +
  "':20},'id':14},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig'" +
  ":{'$':42},'title':'Tokens per second of a stream','description':'The median: how fast one reader gets an answe" +
  "r.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':41},'targets':{'$':16},'id':15},{'type':'timeserie" +
  "s','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Longest stall " +
  "of a stream','description':'The 95th percentile of the longest time between two tokens of one stream.','dataso" +
  "urce':{'$':1},'gridPos':{'$':52},'targets':{'$':20},'id':16},{'type':'timeseries','transparent':false,'repeatD" +
  "irection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Pauses of readers','description':'The 95th pe" +
  "rcentile of how long a stream waited for its reader: not the model is slow then.','datasource':{'$':1},'gridPo" +
  "s':{'$':55},'targets':{'$':20},'id':17},{'type':'row','collapsed':false,'id':18,'panels':[],'title':'How they " +
  "end','gridPos':{'$':63}},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fi" +
  "eldConfig':{'$':54},'title':'Streams by ending','description':'Per second. Readers who leave are no failure.'," +
  "'datasource':{'$':1},'gridPos':{'$':64},'targets':{'$':16},'id':19},{'type':'timeseries','transparent':false,'" +
  "repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':51},'title':'Failed share by model','description':'" +
  "Of the streams that their readers did not leave.','datasource':{'$':1},'gridPos':{'$':65},'targets':{'$':16},'" +
  "id':20},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':6" +
  "6},'title':'Goodput','description':'Share of the streams that met every bound of an objective.','datasource':{" +
  "'$':1},'gridPos':{'$':67},'targets':{'$':16},'id':21},{'type':'timeseries','transparent':false,'repeatDirectio" +
  "n':'h','options':{'$':31},'fieldConfig':{'$':42},'title':'Output tokens by model','description':'Per second, o" +
  "f the streams that have ended.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':66},'targets':{'$':16}" +
  ",'id':22}]},'training':{'timezone':'browser','editable':true,'graphTooltip':1,'fiscalYearStartMonth':0,'schema" +
  "Version':42,'templating':{'$':5},'annotations':{},'title':'Inferometer / Training','uid':'inferometer-training" +
  "','description':'What is learnt and how fast, what is still known, workers, datasets and drift.','tags':['infe" +
  "rometer'],'time':{'$':6},'refresh':'30s','links':{'$':7},'panels':[{'type':'row','collapsed':false,'id':1,'pan" +
  "els':[],'title':'Learning','gridPos':{'$':8}},{'type':'timeseries','transparent':false,'repeatDirection':'h','" +
  "options':{'$':31},'fieldConfig':{'$':68},'title':'Training loss','description':'The last one of each model. Cu" +
  "rves of runs beside one another are on the dashboard of the library.','datasource':{'$':1},'gridPos':{'h':8,'w" +
  "':12,'x':0,'y':1},'targets':{'$':16},'id':2},{'type':'timeseries','transparent':false,'repeatDirection':'h','o" +
  "ptions':{'$':31},'fieldConfig':{'$':68},'title':'Other statistics','description':'Accuracy, validation loss, l" +
  "earning rate, gradient norm: whatever is recorded.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':1}" +
  ",'targets':{'$':16},'id':3},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31}," +
  "'fieldConfig':{'$':42},'title':'Samples per second','description':'Of the last epoch.','datasource':{'$':1},'g" +
  "ridPos':{'h':8,'w':12,'x':0,'y':9},'targets':{'$':16},'id':4},{'type':'timeseries','transparent':false,'repeat" +
  "Direction':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Time of an epoch','description':'The 95th pe" +
  "rcentile, by model.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':9},'targets':{'$':20},'id':5},{'t" +
  "ype':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':" +
  "'Time of a step','description':'The 95th percentile of optimizer steps and gradient updates.','datasource':{'$" +
  "':1},'gridPos':{'h':8,'w':12,'x':0,'y':17},'targets':{'$':40},'id':6},{'type':'timeseries','transparent':false" +
  ",'repeatDirection':'h','options':{'$':31},'fieldConfig':{'defaults':{'custom':{'$':56},'unit':'percentunit','m" +
  "in':0,'max':1,'thresholds':{'mode':'absolute','steps':[{'$':22},{'value':0.9,'color':'red'}]}},'overrides':[]}" +
  ",'title':'Memory of devices','description':'Share that is in use.','datasource':{'$':1},'gridPos':{'h':8,'w':1" +
  "2,'x':12,'y':17},'targets':{'$':16},'id':7},{'type':'row','collapsed':false,'id':8,'panels':[],'title':'Contin" +
  "ual learning','gridPos':{'x':0,'y':25,'h':1,'w':24}},{'type':'stat','transparent':false,'repeatDirection':'h'," +
  "'options':{'$':21},'fieldConfig':{'defaults':{'color':{'mode':'thresholds'},'unit':'percentunit','thresholds':" +
  "{'mode':'absolute','steps':[{'$':61},{'value':0.8,'color':'green'}]}},'overrides':[]},'title':'Mean retention'" +
  ",'description':'How well all tasks that were learnt are still done.','datasource':{'$':1},'gridPos':{'h':4,'w'" +
  ":6,'x':0,'y':26},'targets':{'$':16},'id':9},{'type':'stat','transparent':false,'repeatDirection':'h','options'" +
  ":{'$':11},'fieldConfig':{'$':25},'title':'Tasks learnt','description':'Since the process began.','datasource':" +
  "{'$':1},'gridPos':{'h':4,'w':6,'x':6,'y':26},'targets':{'$':16},'id':10},{'type':'stat','transparent':false,'r" +
  "epeatDirection':'h','options':{'$':21},'fieldConfig':{'defaults':{'color':{'mode':'thresholds'},'unit':'none'," +
  "'thresholds':{'mode':'absolute','steps':[{'$':22},{'value':2,'color':'red'}]}},'overrides':[]},'title':'Loss o" +
  "f the task','description':'Of the learner, last.','datasource':{'$':1},'gridPos':{'h':4,'w':6,'x':12,'y':26},'" +
  "targets':{'$':16},'id':11},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':11},'fieldC" +
  "onfig':{'defaults':{'color':{'mode':'thresholds'},'unit':'none','thresholds':{'$':12}},'overrides':[]},'title'" +
  ":'Accuracy of the task','description':'Of the learner, last.','datasource':{'$':1},'gridPos':{'h':4,'w':6,'x':" +
  "18,'y':26},'targets':{'$':16},'id':12},{'type':'timeseries','transparent':false,'repeatDirection':'h','options" +
  "':{'$':31},'fieldConfig':{'$':51},'title':'Retention by task','description':'A line that falls is a task that " +
  "is forgotten.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':30},'targets':{'$':16},'id':13},{'type':" +
  "'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':51},'title':'Forg" +
  "otten by task','description':'What was lost of the highest score.','datasource':{'$':1},'gridPos':{'h':8,'w':1" +
  "2,'x':12,'y':30},'targets':{'$':16},'id':14},{'type':'row','collapsed':false,'id':15,'panels':[],'title':'Work" +
  "ers and data','gridPos':{'x':0,'y':38,'h':1,'w':24}},{'type':'timeseries','transparent':false,'repeatDirection" +
  "':'h','options':{'$':31},'fieldConfig':{'$':66},'title':'Utilization of workers','description':'Share of time " +
  "in which each is busy, as it said last.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':39},'targets':" +
  "{'$':16},'id':16},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConf" +
  "ig':{'$':33},'title':'Time of tasks by worker','description':'The 95th percentile: one line above the others i" +
  "s a straggler.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':39},'targets':{'$':20},'id':17},{'type" +
  "':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Ti" +
  "me of coordination','description':'The 95th percentile, by type of operation.','datasource':{'$':1},'gridPos':" +
  "{'h':8,'w':12,'x':0,'y':47},'targets':{'$':20},'id':18},{'type':'timeseries','transparent':false,'repeatDirect" +
  "ion':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Time to load and preprocess datasets','description" +
  "':'The 95th percentile, by dataset.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':47},'targets':{'$" +
  "':40},'id':19},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig'" +
  ":{'$':66},'title':'Cache hits','description':'Share of the reads of datasets that a cache served.','datasource" +
  "':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':55},'targets':{'$':16},'id':20},{'type':'row','collapsed':false,'i" +
  "d':21,'panels':[],'title':'Drift','gridPos':{'x':0,'y':63,'h':1,'w':24}},{'type':'timeseries','transparent':fa" +
  "lse,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':68},'title':'Drift score and threshold','descr" +
  "iption':'Above its threshold, the last comparison calls it drift.','datasource':{'$':1},'gridPos':{'h':8,'w':1" +
  "2,'x':0,'y':64},'targets':{'$':47},'id':22},{'type':'timeseries','transparent':false,'repeatDirection':'h','op" +
  "tions':{'$':31},'fieldConfig':{'$':68},'title':'Drift by feature','description':'Which feature is no longer wh" +
  "at it was.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':64},'targets':{'$':16},'id':23},{'type':'t" +
  "imeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':54},'title':'Compar" +
  "isons','description':'Per second, by what they found.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':" +
  "72},'targets':{'$':16},'id':24}]},'storage':{'timezone':'browser','editable':true,'graphTooltip':1,'fiscalYear" +
  "StartMonth':0,'schemaVersion':42,'templating':{'list':[{'$':0},{'$':2},{'$':4},{'type':'query','name':'backend" +
  "','skipUrlSync':false,'multi':true,'allowCustomValue':true,'includeAll':true,'auto':false,'auto_min':'10s','au" +
  "to_count':30,'label':'Backend','datasource':{'$':1},'query':'','refresh':2,'sort':1,'allValue':'.*','current':" +
  "{'$':3}}]},'annotations':{},'title':'Inferometer / Storage','uid':'inferometer-storage','description':'Operati" +
  "ons of the write-ahead log on its backends, its queue, and the store that keeps the telemetry itself.','tags':" +
  "['inferometer'],'time':{'$':6},'refresh':'30s','links':{'$':7},'panels':[{'$':9},{'type':'stat','transparent':" +
  "false,'repeatDirection':'h','options':{'$':11},'fieldConfig':{'$':13},'title':'Operations','description':'That" +
  " end, per second.','datasource':{'$':1},'gridPos':{'$':14},'targets':{'$':16},'id':2},{'type':'stat','transpar" +
  "ent':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'$':23},'title':'Failed','description':'Sha" +
  "re of those that nobody gave up.','datasource':{'$':1},'gridPos':{'$':18},'targets':{'$':16},'id':3},{'type':'" +
  "stat','transparent':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'defaults':{'color':{'mode':" +
  "'thresholds'},'unit':'short','thresholds':{'mode':'absolute','steps':[{'$':22},{'value':1000,'color':'red'}]}}" +
  ",'overrides':[]},'title':'Queue','description':'Operations that wait.','datasource':{'$':1},'gridPos':{'$':24}" +
  ",'targets':{'$':16},'id':4},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':21},'field" +
  "Config':{'defaults':{'color':{'mode':'thresholds'},'unit':'none','mappings':{'$':69},'thresholds':{'$':70}},'o" +
  "verrides':[]},'title':'Worst backend','description':'1 is online, 0.5 degraded, 0 offline.','datasource':{'$':" +
  "1},'gridPos':{'$':26},'targets':{'$':16},'id':5},{'type':'row','collapsed':false,'id':6,'panels':[],'title':'O" +
  "perations','gridPos':{'$':27}},{'type':'heatmap','transparent':false,'repeatDirection':'h','options':{'$':28}," +
  "'fieldConfig':{'$':29},'title':'Latency','description':'Each column is a distribution: a second band is often " +
  "one backend.','datasource':{'$':1},'gridPos':{'$':30},'targets':{'$':20},'id':7},{'type':'timeseries','transpa" +
  "rent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Latency percentiles','des" +
  "cription':'Of the backends that are chosen, together.','datasource':{'$':1},'gridPos':{'$':34},'targets':{'$':" +
  "36},'id':8},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'" +
  "$':33},'title':'p95 by operation and backend','description':'Which operation has become slow, and where.','dat" +
  "asource':{'$':1},'gridPos':{'$':37},'targets':{'$':20},'id':9},{'type':'timeseries','transparent':false,'repea" +
  "tDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Response time of backends','description':'T" +
  "he 95th percentile of the work of the backend alone: the rest of an operation is waiting.','datasource':{'$':1" +
  "},'gridPos':{'$':38},'targets':{'$':20},'id':10},{'type':'timeseries','transparent':false,'repeatDirection':'h" +
  "','options':{'$':31},'fieldConfig':{'$':42},'title':'Operations by type and backend','description':'That end, " +
  "per second.','datasource':{'$':1},'gridPos':{'$':39},'targets':{'$':16},'id':11},{'type':'row','collapsed':fal" +
  "se,'id':12,'panels':[],'title':'Failures','gridPos':{'$':41}},{'type':'timeseries','transparent':false,'repeat" +
  "Direction':'h','options':{'$':31},'fieldConfig':{'$':51},'title':'Failed share','description':'By operation an" +
  "d backend.','datasource':{'$':1},'gridPos':{'$':43},'targets':{'$':16},'id':13},{'type':'timeseries','transpar" +
  "ent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':54},'title':'Outcomes','description':'O" +
  "perations that end, per second, by outcome and backend.','datasource':{'$':1},'gridPos':{'$':45},'targets':{'$" +
  "':16},'id':14},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig'" +
  ":{'$':42},'title':'Retries','description':'Per second, by operation and backend.','datasource':{'$':1},'gridPo" +
  "s':{'$':48},'targets':{'$':16},'id':15},{'type':'timeseries','transparent':false,'repeatDirection':'h','option" +
  "s':{'$':31},'fieldConfig':{'defaults':{'custom':{'$':32},'unit':'none','min':0,'max':1,'mappings':{'$':69},'th" +
  "resholds':{'$':12}},'overrides':[]},'title':'Health of backends','description':'1 is online, 0.5 degraded, 0 o" +
  "ffline.','datasource':{'$':1},'gridPos':{'$':49},'targets':{'$':16},'id':16},{'type':'row','collapsed':false,'" +
  "id':17,'panels':[],'title':'Queue','gridPos':{'$':50}},{'type':'timeseries','transparent':false,'repeatDirecti" +
  "on':'h','options':{'$':31},'fieldConfig':{'$':44},'title':'Queue by status','description':'A queue that grows " +
  "gets more than is done.','datasource':{'$':1},'gridPos':{'$':52},'targets':{'$':16},'id':18},{'type':'timeseri" +
  "es','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':44},'title':'In flight by " +
  "status','description':'Operations that have not ended.','datasource':{'$':1},'gridPos':{'$':55},'targets':{'$'" +
  ":16},'id':19},{'type':'row','collapsed':false,'id':20,'panels':[],'title':'Store of the telemetry','gridPos':{" +
  "'$':63}},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':" +
  "62},'title':'Size of the store','description':'Of its files, and what waits in memory.','datasource':{'$':1},'" +
  "gridPos':{'$':64},'targets':{'$':47},'id':21},{'type':'timeseries','transparent':false,'repeatDirection':'h','" +
  "options':{'$':31},'fieldConfig':{'$':33},'title':'Time to keep an interval','description':'The mean: this hist" +
  "ogram has no classic buckets.','datasource':{'$':1},'gridPos':{'$':65},'targets':{'$':20},'id':22},{'type':'ti" +
  "meseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':42},'title':'Interva" +
  "ls kept','description':'Per second.','datasource':{'$':1},'gridPos':{'$':67},'targets':{'$':16},'id':23}]},'in" +
  "frastructure':{'timezone':'browser','editable':true,'graphTooltip':1,'fiscalYearStartMonth':0,'schemaVersion':" +
  "42,'templating':{'list':[{'$':0},{'$':2},{'$':4},{'type':'query','name':'route','skipUrlSync':false,'multi':tr" +
  "ue,'allowCustomValue':true,'includeAll':true,'auto':false,'auto_min':'10s','auto_count':30,'label':'Route','da" +
  "tasource':{'$':1},'query':'','refresh':2,'sort':1,'allValue':'.*','current':{'$':3}}]},'annotations':{},'title" +
  "':'Inferometer / Infrastructure','uid':'inferometer-infrastructure','description':'Processes, their memory and" +
  " event loops, HTTP servers, and the telemetry itself.','tags':['inferometer'],'time':{'$':6},'refresh':'30s','" +
  "links':{'$':7},'panels':[{'$':9},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':21},'" +
  "fieldConfig':{'defaults':{'color':{'mode':'thresholds'},'unit':'short','thresholds':{'$':70}},'overrides':[]}," +
  "'title':'Processes','description':'That can be scraped.','datasource':{'$':1},'gridPos':{'$':14},'targets':{'$" +
  "':16},'id':2},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':11},'fieldConfig':{'defa" +
  "ults':{'color':{'mode':'thresholds'},'unit':'reqps','thresholds':{'$':12}},'overrides':[]},'title':'Requests'," +
  "'description':'Per second.','datasource':{'$':1},'gridPos':{'$':18},'targets':{'$':16},'id':3},{'type':'stat'," +
  "'transparent':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'$':23},'title':'Answered with 5xx" +
  "','description':'Share of the requests.','datasource':{'$':1},'gridPos':{'$':24},'targets':{'$':16},'id':4},{'" +
  "type':'stat','transparent':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'defaults':{'color':{" +
  "'mode':'thresholds'},'unit':'s','thresholds':{'mode':'absolute','steps':[{'$':22},{'value':0.2,'color':'red'}]" +
  "}},'overrides':[]},'title':'Event loop, p99','description':'Delay of the worst process.','datasource':{'$':1}," +
  "'gridPos':{'$':26},'targets':{'$':20},'id':5},{'type':'row','collapsed':false,'id':6,'panels':[],'title':'HTTP" +
  " servers','gridPos':{'$':27}},{'type':'heatmap','transparent':false,'repeatDirection':'h','options':{'$':28},'" +
  "fieldConfig':{'$':29},'title':'Time of requests','description':'Each column is a distribution, to the last byt" +
  "e of responses.','datasource':{'$':1},'gridPos':{'$':30},'targets':{'$':20},'id':7},{'type':'timeseries','tran" +
  "sparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Percentiles of the tim" +
  "e of requests','description':'Of the routes that are chosen, together.','datasource':{'$':1},'gridPos':{'$':34" +
  "},'targets':{'$':36},'id':8},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31}" +
  ",'fieldConfig':{'$':33},'title':'p95 by route','description':'Which route has become slow, and since when.','d" +
  "atasource':{'$':1},'gridPos':{'$':37},'targets':{'$':20},'id':9},{'type':'timeseries','transparent':false,'rep" +
  "eatDirection':'h','options':{'$':31},'fieldConfig':{'defaults':{'custom':{'$':53},'min':0,'unit':'reqps','thre" +
  "sholds':{'$':12}},'overrides':[]},'title':'Responses by status','description':'Per second.','datasource':{'$':" +
  "1},'gridPos':{'$':38},'targets':{'$':16},'id':10},{'type':'timeseries','transparent':false,'repeatDirection':'" +
  "h','options':{'$':31},'fieldConfig':{'$':44},'title':'Active requests','description':'That are being answered " +
  "now, by method.','datasource':{'$':1},'gridPos':{'$':39},'targets':{'$':16},'id':11},{'type':'row','collapsed'" +
  ":false,'id':12,'panels':[],'title':'Processes','gridPos':{'$':41}},{'type':'timeseries','transparent':false,'r" +
  "epeatDirection':'h','options':{'$':31},'fieldConfig':{'$':44},'title':'Processors','description':'In use by ea" +
  "ch process: 1 is one of them, all the time.','datasource':{'$':1},'gridPos':{'$':43},'targets':{'$':16},'id':1" +
  "3},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':62},'t" +
  "itle':'Memory','description':'Of each process in RAM, and of its JavaScript heap.','datasource':{'$':1},'gridP" +
  "os':{'$':45},'targets':{'$':47},'id':14},{'type':'timeseries','transparent':false,'repeatDirection':'h','optio" +
  "ns':{'$':31},'fieldConfig':{'$':33},'title':'Delay of the event loop','description':'Median and 99th percentil" +
  "e of each process.','datasource':{'$':1},'gridPos':{'$':48},'targets':{'$':40},'id':15},{'type':'timeseries','" +
  "transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'defaults':{'custom':{'$':32},'unit" +
  "':'percentunit','thresholds':{'$':12}},'overrides':[]},'title':'Garbage collection','description':'Share of th" +
  "e time of each process, by kind.','datasource':{'$':1},'gridPos':{'$':49},'targets':{'$':16},'id':16},{'type':" +
  "'row','collapsed':false,'id':17,'panels':[],'title':'The telemetry itself','gridPos':{'$':50}},{'type':'timese" +
  "ries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':42},'title':'Operations " +
  "of all kinds','description':'That end, per second, by type and outcome.','datasource':{'$':1},'gridPos':{'$':5" +
  "2},'targets':{'$':16},'id':18},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':3" +
  "1},'fieldConfig':{'defaults':{'custom':{'$':32},'unit':'reqps','thresholds':{'$':12}},'overrides':[]},'title':" +
  "'Questions to its server','description':'Per second, by what they asked for.','datasource':{'$':1},'gridPos':{" +
  "'$':55},'targets':{'$':16},'id':19},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{" +
  "'$':31},'fieldConfig':{'$':44},'title':'Refused and overflowing','description':'Recordings that made no sense," +
  " and those that found their metric full. Best if there is nothing here.','datasource':{'$':1},'gridPos':{'$':5" +
  "8},'targets':{'$':47},'id':20},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':3" +
  "1},'fieldConfig':{'$':33},'title':'Time since the processes began','description':'A line that falls to nothing" +
  " is a restart.','datasource':{'$':1},'gridPos':{'$':60},'targets':{'$':20},'id':21}]}}}";
